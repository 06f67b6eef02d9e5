// Generated from spec/ by `orchestra generate`. Do not edit.

export interface paths {
    "/v1/chat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message and wait for the answer
         * @description Begins a run in the session, waits until it ends, and answers with the whole text. A session that is not there yet
         *     is created. `stream: true` is taken and changes nothing: streaming has a path of its own.
         *
         *     The run is cancelled when the client leaves before the answer is there. Where the run fails, the answer has the
         *     failure's status, and `data` holds what the model had written until then.
         */
        post: operations["createChatV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a message and read the answer as it is written
         * @description Begins a run in the session and answers with NDJSON: one JSON object a line, UTF-8, each line ended by a line feed,
         *     no blank lines. The lines, in the order of v2's events:
         *
         *     | v2 event | item of v1 |
         *     | --- | --- |
         *     | run.queued | `status`, content `queued` |
         *     | run.started | `status`, content `processing` |
         *     | manager.intent | `manager` |
         *     | token | `token` |
         *     | agent.started, agent.completed | `status`, content `agent_started`, `agent_completed` |
         *     | agent.token | nothing |
         *     | tool.called, tool.result | `status`, content `tool_called`, `tool_result` |
         *     | run.notice | `status`, content `notice` |
         *     | run.completed | `manager_conclusion` (left out where the manager says nothing), then `complete` |
         *     | run.failed | `error` |
         *     | run.cancelled | `error`, with the code `run_cancelled` |
         *
         *     The stream ends after exactly one `complete` or `error`. A stream that ends without either was cut off. It cannot
         *     be resumed, and the run is cancelled when the client leaves; v2 can do both better.
         *
         *     `Accept: application/json` is taken as well as `application/x-ndjson`, because many old clients send it.
         */
        post: operations["createChatStreamV1"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at a session
         * @description The session and its latest 100 messages, oldest first, whichever version they were written with. A session that is not there, or that belongs to another owner, is answered with 404.
         */
        get: operations["getSessionV1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description What the person says: 1–10,000 characters (Unicode code points), at least one of them no white space, and none of them U+0000.
         * @example Say hello in one short sentence.
         */
        MessageTextV1: string;
        /**
         * @description The name of a conversation, chosen by the client: 1–100 characters of `A–Z a–z 0–9 . _ : ~ -`, and neither `.` nor `..`. It is unique within the owner of the key, and the same name means the same session in v1 and v2. A chat creates a session that it names; a name that begins with `ses_` is one that the service made, and is answered with 404 where it is not there.
         * @example support-4711
         */
        SessionIdV1: string;
        /** @description One message to a session. `message` and `session_id` are needed; the older names `text`, `sessionId` and `userContext` are still taken, and where both names are given the newer one counts. Unknown fields are ignored. */
        ChatRequestV1: ({
            /** @description What the person says. 1–10,000 characters, not only white space, no U+0000. */
            message?: components["schemas"]["MessageTextV1"];
            /**
             * @deprecated
             * @description The older name of `message`.
             */
            text?: components["schemas"]["MessageTextV1"];
            /** @description The session that the message belongs to. It is created when it is not there yet. */
            session_id?: components["schemas"]["SessionIdV1"];
            /**
             * @deprecated
             * @description The older name of `session_id`.
             */
            sessionId?: components["schemas"]["SessionIdV1"];
            /** @description The client's name for itself, for logs and for the limit of connections. 1–100 characters. */
            client_id?: string | null;
            /** @description What the client knows about the person or the situation, in a form of its own. Kept with the run. */
            user_context?: {
                [key: string]: unknown;
            } | null;
            /**
             * @deprecated
             * @description The older name of `user_context`.
             */
            userContext?: {
                [key: string]: unknown;
            } | null;
            /** @description Taken and without effect. The path decides whether the answer is streamed. */
            stream?: boolean | null;
            /** @description Anything that the client wants to keep with the run. The service stores it and does not read it. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The client's name for this request, 1–100 characters; it comes back. Made by the service when absent. */
            request_id?: string | null;
            /** @description The version that the client means. On a path that begins with `/v1` the path decides, and this is taken and without effect. */
            api_version?: string | null;
            /** @description When the client sent it, in whatever form its library writes: text of up to 100 characters, or a number. Taken and without effect; the service keeps its own time. */
            timestamp?: string | number | null;
        } & {
            [key: string]: unknown;
        }) & ((unknown | unknown) & (unknown | unknown));
        /**
         * @description The version that the answer is written in. Always `v1` here.
         * @constant
         */
        ApiVersionV1: "v1";
        /**
         * Format: date-time
         * @description A moment in UTC, RFC 3339 with milliseconds.
         * @example 2026-11-20T09:30:00.000Z
         */
        TimestampV1: string;
        /**
         * @description How much work the service put into the answer.
         * @enum {string}
         */
        ExecutionModeV1: "lite" | "balanced" | "quality" | (string & {});
        /**
         * @description Why the model stopped: `stop` (it was done), `length` (the limit of tokens was reached), `content_filter` (the model's operator held the rest back).
         * @enum {string}
         */
        FinishReasonV1: "stop" | "length" | "content_filter" | (string & {});
        /** @description The tokens that a run took. */
        UsageV1: {
            /** @description Tokens that were given to the model. */
            input_tokens: number;
            /** @description Tokens that the model wrote. */
            output_tokens: number;
            /** @description Both together. */
            total_tokens: number;
            /**
             * @description `reported` by the model, or `estimated` by the service where the model said nothing.
             * @enum {string}
             */
            source: "reported" | "estimated" | (string & {});
        };
        /** @description What v2 says of the run beside the answer. More keys may come. */
        ResponseMetadataV1: {
            /** @description The run that wrote the answer. */
            run_id: string;
            /** @description The message that holds the answer. */
            message_id?: string;
            /** @description The message that holds what the person said. */
            user_message_id?: string;
            /** @description Why the model stopped. */
            finish_reason?: components["schemas"]["FinishReasonV1"];
            /** @description The model that wrote the answer. */
            model?: string;
            /** @description The tokens that the run took. */
            usage?: components["schemas"]["UsageV1"];
            /** @description Tokens that the run took, in all. */
            tokens_used?: number;
            /** @description What the Orchestra Manager says about the answer, or null where it says nothing. */
            manager_response?: string | null;
            /** @description What the Orchestra Manager took the message to want, or null where it is not known. */
            intent?: string | null;
            /** @description How sure the Orchestra Manager is of the intent, 0–1, or null where it is not known. */
            confidence?: number | null;
            /** @description The swarm that worked on the answer, or null where none did. */
            swarm_used?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description The whole answer to one message. */
        ChatResponseV1: {
            /** @description The version that the answer is written in. */
            api_version: components["schemas"]["ApiVersionV1"];
            /** @description The `request_id` of the request, or the one that the service made. */
            request_id: string;
            /** @description When the answer was finished. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The session that the answer belongs to. */
            session_id: components["schemas"]["SessionIdV1"];
            /** @description The text of the answer. Empty where the model wrote nothing. */
            response: string;
            /** @description How much work the service put into the answer, or null where it does not know. */
            execution_mode: components["schemas"]["ExecutionModeV1"] | null;
            /** @description How long the run took, in seconds. */
            execution_time: number;
            /** @description How good the service judges the answer to be, 0–1, or null where nobody judged it. */
            quality_score: number | null;
            /**
             * @description Always true here. A failure is answered with an error status and `success` false.
             * @constant
             */
            success: true;
            /** @description Always null here. Kept for clients that read it. */
            error: null;
            /** @description What the service says beside the answer. */
            metadata: components["schemas"]["ResponseMetadataV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description One thing that is wrong with the request. */
        FieldErrorV1: {
            /**
             * @description Where it stands.
             * @enum {string}
             */
            in: "body" | "query" | "path" | "header" | (string & {});
            /** @description A JSON Pointer (RFC 6901) to the value, empty for the whole body; for a parameter or header `/` and its name. */
            pointer: string;
            /** @description What is wrong with it, for a person. */
            detail: string;
        } & {
            [key: string]: unknown;
        };
        /** @description What a program needs to know about an error. The same facts as in v2's problem documents. */
        ErrorDataV1: {
            /** @description The code of the error in the catalogue. New codes may come; switch on `status` for those. */
            code: string;
            /** @description The HTTP status that belongs to the code. */
            status: number;
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /**
             * Format: uri-reference
             * @description The address of the code's page in the documentation.
             */
            type?: string;
            /** @description What to name when asking for help. It is in the service's logs too. */
            correlation_id: string;
            /** @description What exactly is wrong with the request. Only with `validation_failed` and its like. */
            errors?: components["schemas"]["FieldErrorV1"][];
            /** @description How long to wait before the next try, in seconds. */
            retry_after?: number;
            /** @description The run that the error ended. Absent where the request was refused before a run began. */
            run_id?: string;
            /**
             * @description Why the run was cancelled. Only with `run_cancelled`.
             * @enum {string}
             */
            reason?: "requested" | "disconnected" | "interrupted" | (string & {});
            /** @description What the model had written when the run ended. Only for a run that ended early. */
            response?: string;
            /** @description The tokens that the run took until then, or null where nobody knows. */
            usage?: components["schemas"]["UsageV1"] | null;
        } & {
            [key: string]: unknown;
        };
        /** @description Every error of v1, whatever its status. */
        ErrorResponseV1: {
            /**
             * @description Always false here.
             * @constant
             */
            success: false;
            /** @description What went wrong, for a person. */
            error: string;
            /** @description What went wrong, for a program. */
            data: components["schemas"]["ErrorDataV1"];
            /** @description When it went wrong. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description The next piece of the answer. From v2's `token`. */
        TokenItemV1: {
            /**
             * @description The kind of item.
             * @constant
             */
            type: "token";
            /** @description The piece of text. A piece is never taken back. */
            content: string;
            /** @description Empty, so that a token stays small. */
            metadata: {
                [key: string]: unknown;
            };
            /** @description When the piece was sent. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /**
         * @description What is happening: `queued` (v2's run.queued), `processing` (run.started), `agent_started` and `agent_completed` (agent.started, agent.completed), `tool_called` and `tool_result` (tool.called, tool.result), `notice` (run.notice). New names may come.
         * @enum {string}
         */
        StatusNameV1: "queued" | "processing" | "agent_started" | "agent_completed" | "tool_called" | "tool_result" | "notice" | (string & {});
        /** @description How the work goes on. Nothing in it belongs to the answer. */
        StatusItemV1: {
            /**
             * @description The kind of item.
             * @constant
             */
            type: "status";
            /** @description What is happening. */
            content: components["schemas"]["StatusNameV1"];
            /** @description The run; for `processing` nothing else. For the others what v2's event says, without `type`, `offset` and `created_at`: for `queued` the `position`, for `agent_started` the `agent`, `role` and `round`, for `notice` the `code` and `detail`, and so on. */
            metadata: {
                /** @description The run that it is about. */
                run_id: string;
            } & {
                [key: string]: unknown;
            };
            /** @description When it happened. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description What the Orchestra Manager says first, before the answer. From v2's `manager.intent`. */
        ManagerItemV1: {
            /**
             * @description The kind of item.
             * @constant
             */
            type: "manager";
            /** @description What the manager says. */
            content: string;
            /** @description What the manager made of the message. */
            metadata: {
                /** @description The run that it is about. */
                run_id: string;
                /** @description What the message wants. */
                intent?: string;
                /** @description How sure the manager is, 0–1. */
                confidence?: number;
                /** @description What the manager read out of the message, by name. */
                parameters?: {
                    [key: string]: unknown;
                };
                /** @description The tone that the manager answers in. */
                mood?: string;
            } & {
                [key: string]: unknown;
            };
            /** @description When it was said. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description What the Orchestra Manager says at the end, right before `complete`. From `manager_response` of v2's `run.completed`; left out where that is null. */
        ManagerConclusionItemV1: {
            /**
             * @description The kind of item.
             * @constant
             */
            type: "manager_conclusion";
            /** @description What the manager says. */
            content: string;
            /** @description The run that it is about. */
            metadata: {
                /** @description The run that it is about. */
                run_id: string;
            } & {
                [key: string]: unknown;
            };
            /** @description When it was said. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description What `POST /v1/chat` says beside the text. More keys may come. */
        CompleteMetadataV1: {
            /** @description The version that the stream is written in. */
            api_version: components["schemas"]["ApiVersionV1"];
            /** @description The `request_id` of the request, or the one that the service made. */
            request_id: string;
            /** @description The session that the answer belongs to. */
            session_id: components["schemas"]["SessionIdV1"];
            /** @description The run that wrote the answer. */
            run_id: string;
            /** @description The message that holds the answer. */
            message_id?: string;
            /** @description How much work the service put into the answer, or null where it does not know. */
            execution_mode: components["schemas"]["ExecutionModeV1"] | null;
            /** @description How long the run took, in seconds. */
            execution_time: number;
            /** @description How good the service judges the answer to be, 0–1, or null where nobody judged it. */
            quality_score: number | null;
            /**
             * @description Always true here.
             * @constant
             */
            success: true;
            /** @description Why the model stopped. */
            finish_reason?: components["schemas"]["FinishReasonV1"];
            /** @description The model that wrote the answer. */
            model?: string;
            /** @description The tokens that the run took. */
            usage?: components["schemas"]["UsageV1"];
            /** @description Tokens that the run took, in all. */
            tokens_used?: number;
            /** @description What the Orchestra Manager took the message to want, or null where it is not known. */
            intent?: string | null;
            /** @description How sure the Orchestra Manager is of the intent, 0–1, or null where it is not known. */
            confidence?: number | null;
            /** @description The swarm that worked on the answer, or null where none did. */
            swarm_used?: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description The end of a stream that went well. From v2's `run.completed`. */
        CompleteItemV1: {
            /**
             * @description The kind of item.
             * @constant
             */
            type: "complete";
            /** @description The whole answer, exactly the `token` items joined. */
            content: string;
            /** @description What the service says beside the answer. */
            metadata: components["schemas"]["CompleteMetadataV1"];
            /** @description When the run ended. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description The end of a stream that did not go well. From v2's `run.failed`, and from `run.cancelled` with the code `run_cancelled`. The stream's HTTP status was 200 already, so this is where the failure is told. */
        ErrorItemV1: {
            /**
             * @description The kind of item.
             * @constant
             */
            type: "error";
            /** @description What went wrong, for a person. */
            content: string;
            /** @description What went wrong, for a program, with what the model had written until then. */
            metadata: components["schemas"]["ErrorDataV1"];
            /** @description When the run ended. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description One line of `POST /v1/chat/stream`, told apart by `type`. The stream ends with exactly one `complete` or `error`. The texts of the `token` items, joined, are the answer. */
        StreamItemV1: components["schemas"]["TokenItemV1"] | components["schemas"]["StatusItemV1"] | components["schemas"]["ManagerItemV1"] | components["schemas"]["ManagerConclusionItemV1"] | components["schemas"]["CompleteItemV1"] | components["schemas"]["ErrorItemV1"];
        /** @description What v2 says of the message. More keys may come. */
        MessageMetadataV1: {
            /** @description The message's id. */
            message_id: string;
            /** @description The run that the message belongs to. */
            run_id: string;
            /**
             * @description `complete`, or `partial` where the run ended before the text did.
             * @enum {string}
             */
            status: "complete" | "partial" | (string & {});
        } & {
            [key: string]: unknown;
        };
        /** @description One message of a session. */
        MessageV1: {
            /**
             * @description Who said it.
             * @enum {string}
             */
            role: "user" | "assistant" | (string & {});
            /** @description What was said. */
            content: string;
            /** @description When it was stored. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description What the service says beside the message. */
            metadata: components["schemas"]["MessageMetadataV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description A session and its latest messages. */
        SessionResponseV1: {
            /** @description The version that the answer is written in. */
            api_version: components["schemas"]["ApiVersionV1"];
            /** @description When the answer was written. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The session's name. */
            session_id: components["schemas"]["SessionIdV1"];
            /** @description When the session was created. */
            created_at: components["schemas"]["TimestampV1"];
            /** @description When the session last changed, a new message included. */
            updated_at: components["schemas"]["TimestampV1"];
            /** @description How many messages the session has in all. `messages` may show fewer. */
            message_count: number;
            /** @description The latest 100 messages, oldest first. The whole history is to be had from v2. */
            messages: components["schemas"]["MessageV1"][];
            /** @description What was stored with the session. */
            metadata: {
                [key: string]: unknown;
            };
            /**
             * @description Always true here. A failure is answered with an error status and `success` false.
             * @constant
             */
            success: true;
            /** @description Always null here. Kept for clients that read it. */
            error: null;
        } & {
            [key: string]: unknown;
        };
        /** @description Everything that a v1 client may send. What has no `type` is a bare chat. */
        ClientFrameV1: components["schemas"]["ChatFrameV1"] | components["schemas"]["BareChatFrameV1"] | components["schemas"]["CommandFrameV1"] | components["schemas"]["ControlFrameV1"] | components["schemas"]["ClientPongFrameV1"];
        /** @description Everything that the service sends to a v1 client, told apart by `type`. New types may come. */
        ServerFrameV1: components["schemas"]["StreamTokenFrameV1"] | components["schemas"]["StatusFrameV1"] | components["schemas"]["CommandResultFrameV1"] | components["schemas"]["MetricsFrameV1"] | components["schemas"]["ErrorFrameV1"] | components["schemas"]["PingFrameV1"] | components["schemas"]["PongFrameV1"] | components["schemas"]["TimeoutFrameV1"];
        /** @description One message to the session that the path names; a `session_id` in here is without effect. `message` is needed; the older names `text` and `userContext` are still taken. Unknown fields are ignored. */
        ChatDataV1: ({
            /** @description What the person says. 1–10,000 characters, not only white space, no U+0000. */
            message?: components["schemas"]["MessageTextV1"];
            /**
             * @deprecated
             * @description The older name of `message`.
             */
            text?: components["schemas"]["MessageTextV1"];
            /** @description What the client knows about the person or the situation, in a form of its own. Kept with the run. */
            user_context?: {
                [key: string]: unknown;
            } | null;
            /**
             * @deprecated
             * @description The older name of `user_context`.
             */
            userContext?: {
                [key: string]: unknown;
            } | null;
            /** @description Anything that the client wants to keep with the run. The service stores it and does not read it. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description The client's name for this request, 1–100 characters; it comes back. Made by the service when absent. */
            request_id?: string | null;
        } & {
            [key: string]: unknown;
        }) | unknown | unknown;
        /** @description When the client sent it, as text of up to 100 characters or as a number. Taken and without effect. */
        ClientTimestampV1: string | number | null;
        /** @description The client's name for the frame, 1–100 characters. It comes back on every frame that answers it. */
        ClientCorrelationIdV1: string | null;
        /** @description A message to the session. */
        ChatFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "chat";
            /** @description The message. */
            data: components["schemas"]["ChatDataV1"];
            /** @description When the client sent it. Without effect. */
            timestamp?: components["schemas"]["ClientTimestampV1"];
            /** @description The client's name for the frame. It comes back. */
            correlation_id?: components["schemas"]["ClientCorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description The oldest form of a chat: the message alone, without `type` and `data`. It means the same as a chat frame whose `data` it is. */
        BareChatFrameV1: ({
            /** @description What the person says. 1–10,000 characters, not only white space, no U+0000. */
            message?: components["schemas"]["MessageTextV1"];
            /**
             * @deprecated
             * @description The older name of `message`.
             */
            text?: components["schemas"]["MessageTextV1"];
            /** @description What the client knows about the person or the situation, in a form of its own. Kept with the run. */
            user_context?: {
                [key: string]: unknown;
            } | null;
            /**
             * @deprecated
             * @description The older name of `user_context`.
             */
            userContext?: {
                [key: string]: unknown;
            } | null;
            /** @description Anything that the client wants to keep with the run. The service stores it and does not read it. */
            metadata?: {
                [key: string]: unknown;
            } | null;
            /** @description When the client sent it. Without effect. */
            timestamp?: components["schemas"]["ClientTimestampV1"];
            /** @description The client's name for the frame. It comes back. */
            correlation_id?: components["schemas"]["ClientCorrelationIdV1"];
        } & {
            [key: string]: unknown;
        }) | unknown | unknown;
        /** @description What a command needs to know beside its words, in a form of its own. At most 64 members. */
        CommandContextV1: {
            [key: string]: unknown;
        };
        /** @description A command to the service. Unknown fields are ignored. */
        CommandDataV1: {
            /** @description What is to be done, 1–1,000 characters: one of the words that the command `help` lists, such as `status`, `help` and `stop` (which cancels the runs of this connection). */
            command: string;
            /** @description What the command needs to know beside its words, in a form of its own. At most 64 members. */
            context?: components["schemas"]["CommandContextV1"] | null;
        } & {
            [key: string]: unknown;
        };
        /** @description A command to the service. Answered with a command_result. */
        CommandFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "command";
            /** @description The command. */
            data: components["schemas"]["CommandDataV1"];
            /** @description When the client sent it. Without effect. */
            timestamp?: components["schemas"]["ClientTimestampV1"];
            /** @description The client's name for the frame. It comes back. */
            correlation_id?: components["schemas"]["ClientCorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description A question to the connection. Unknown fields are ignored. */
        ControlDataV1: {
            /**
             * @description `ping` is answered with a pong, `status` with a status, `metrics` with the metrics of this connection.
             * @enum {string}
             */
            type: "ping" | "status" | "metrics";
        } & {
            [key: string]: unknown;
        };
        /** @description A question to the connection. */
        ControlFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "control";
            /** @description The question. */
            data: components["schemas"]["ControlDataV1"];
            /** @description When the client sent it. Without effect. */
            timestamp?: components["schemas"]["ClientTimestampV1"];
            /** @description The client's name for the frame. It comes back. */
            correlation_id?: components["schemas"]["ClientCorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description What many clients say back to the service's ping. Taken as a sign of life, never answered, and never needed. */
        ClientPongFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "pong";
            /** @description Without effect. */
            data?: {
                [key: string]: unknown;
            } | null;
            /** @description When the client sent it. Without effect. */
            timestamp?: components["schemas"]["ClientTimestampV1"];
            /** @description Without effect. */
            correlation_id?: components["schemas"]["ClientCorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description The `correlation_id` of the frame that this one answers. Absent where the client gave none. */
        CorrelationIdV1: string;
        /** @description One item of the answer, the same as a line of `POST /v1/chat/stream`. The item `processing` and the item `error` are not sent in here: they have frames of their own, status and error. */
        StreamTokenFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "stream_token";
            /** @description The item. */
            data: components["schemas"]["StreamItemV1"];
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The `correlation_id` of the chat. */
            correlation_id?: components["schemas"]["CorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description Where the connection or a chat stands. More keys may come. */
        StatusDataV1: {
            /**
             * @description `connected`: the first frame of a connection, and the answer to the control `status` while nothing runs. `processing`: a chat has begun, and the answer to the control `status` while one runs. `completed`: a chat has ended well; nothing comes for it after this.
             * @enum {string}
             */
            status: "connected" | "processing" | "completed" | (string & {});
            /** @description The connection. With `connected`, and in an answer to the control `status`. */
            connection_id?: string;
            /** @description The client that the path names. With `connected`, and in an answer to the control `status`. */
            client_id?: string;
            /** @description The session that the path names. */
            session_id?: components["schemas"]["SessionIdV1"];
            /** @description The version that the connection speaks. With `connected`. */
            api_version?: components["schemas"]["ApiVersionV1"];
            /** @description The run of the chat. With `processing` and `completed`. */
            run_id?: string;
            /** @description The `request_id` of the chat, or the one that the service made. With `processing` and `completed`. */
            request_id?: string;
            /** @description How many chats of this connection wait or run. In an answer to the control `status`. */
            active_runs?: number;
        } & {
            [key: string]: unknown;
        };
        /** @description Where the connection or a chat stands. */
        StatusFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "status";
            /** @description Where it stands. */
            data: components["schemas"]["StatusDataV1"];
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The `correlation_id` of the frame that this one answers. */
            correlation_id?: components["schemas"]["CorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description What a command came to. */
        CommandResultDataV1: {
            /** @description The command, as it was given. */
            command: string;
            /** @description Whether it was done. */
            success: boolean;
            /** @description What it gave, in a form of the command's own, or null where it was not done. */
            result: {
                [key: string]: unknown;
            } | null;
            /** @description Why it was not done, for a person, or null where it was. */
            error: string | null;
        } & {
            [key: string]: unknown;
        };
        /** @description The answer to a command. */
        CommandResultFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "command_result";
            /** @description What the command came to. */
            data: components["schemas"]["CommandResultDataV1"];
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The `correlation_id` of the command. */
            correlation_id?: components["schemas"]["CorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description What went over this connection. Never anything about other clients. */
        MetricsDataV1: {
            /** @description The connection. */
            connection_id: string;
            /** @description When it was opened. */
            connected_at: components["schemas"]["TimestampV1"];
            /** @description How long it has been open, in seconds. */
            uptime: number;
            /** @description Frames that the client sent. */
            messages_received: number;
            /** @description Frames that the service sent. */
            messages_sent: number;
            /** @description Token items among them. */
            tokens_sent: number;
            /** @description How many chats of this connection wait or run. */
            active_runs: number;
        } & {
            [key: string]: unknown;
        };
        /** @description The answer to the control `metrics`. */
        MetricsFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "metrics";
            /** @description The numbers. */
            data: components["schemas"]["MetricsDataV1"];
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The `correlation_id` of the control. */
            correlation_id?: components["schemas"]["CorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description A frame that could not be read or was refused, or a chat that failed or was cancelled. `data` is the same envelope as the body of an error over HTTP. The connection stays open. Nothing comes for the chat after this. */
        ErrorFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "error";
            /** @description What went wrong. */
            data: components["schemas"]["ErrorResponseV1"];
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The `correlation_id` of the frame that went wrong, where it could be read. */
            correlation_id?: components["schemas"]["CorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description A sign of life, sent after 15 seconds without another frame to the client. It needs no answer. */
        PingFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "ping";
            /** @description Empty. */
            data: {
                [key: string]: unknown;
            };
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description The answer to the control `ping`. */
        PongFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "pong";
            /** @description Empty. */
            data: {
                [key: string]: unknown;
            };
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
            /** @description The `correlation_id` of the control. */
            correlation_id?: components["schemas"]["CorrelationIdV1"];
        } & {
            [key: string]: unknown;
        };
        /** @description Why the connection is about to be closed. */
        TimeoutDataV1: {
            /** @description Why, for a person. */
            reason: string;
            /** @description How long the client may be silent before its connection is closed, in seconds. */
            idle_seconds: number;
        } & {
            [key: string]: unknown;
        };
        /** @description The last frame of a connection whose client was silent for too long. It is then closed with 4408. */
        TimeoutFrameV1: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "timeout";
            /** @description Why. */
            data: components["schemas"]["TimeoutDataV1"];
            /** @description When it was sent. */
            timestamp: components["schemas"]["TimestampV1"];
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description The request could not be read at all. */
        BadRequestV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description No key was sent, or none that the service knows, or one that has expired or was revoked. */
        UnauthenticatedV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The key is known but may not do this. */
        ForbiddenV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description There is no such session, or it is not the key's owner's. */
        NotFoundV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The header Accept allows nothing that this operation can write. */
        NotAcceptableV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The run of the chat was cancelled, or the session has as many chats waiting as it may have. */
        ConflictV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The body is larger than the service takes (1 MiB, a setting). */
        PayloadTooLargeV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The body is not sent as `application/json`. */
        UnsupportedMediaTypeV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The request was read but does not say what it must. */
        ValidationFailedV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The key has used up its requests for now. */
        RateLimitedV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description Something broke in the service, or the service stopped in the middle of the run. */
        InternalErrorV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The model's service answered with an error. */
        BadGatewayV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The service cannot take the request now. */
        UnavailableV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
        /** @description The model's service, or the whole run, took too long. */
        GatewayTimeoutV1: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                Deprecation: components["headers"]["Deprecation"];
                Sunset: components["headers"]["Sunset"];
                Link: components["headers"]["Link"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorResponseV1"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /**
         * @description The version that the answer is written in.
         * @example v1
         */
        "X-API-Version": "v1";
        /**
         * @description The version of the published specification that the service holds to, as in semantic versioning.
         * @example 2.0.0
         */
        "X-Contract-Version": string;
        /**
         * @description What to name when asking for help. The request's own where it was well formed, else one that the service made.
         * @example 0198c0de-5a11-7c3e-9f00-2b7d1a4e6c90
         */
        "X-Correlation-ID": string;
        /**
         * @description Since when v1 is deprecated, as `@` and seconds since 1970-01-01 UTC (RFC 9745).
         * @example @1796083200
         */
        Deprecation: string;
        /**
         * @description When v1 may be switched off, as an HTTP-date (RFC 8594). Never before the deprecation's 24 months are over.
         * @example Fri, 01 Dec 2028 00:00:00 GMT
         */
        Sunset: string;
        /**
         * @description Where to read on (RFC 8288): the migration guide with `rel="deprecation"`, and the operation of v2 that takes this one's place with `rel="successor-version"`.
         * @example </docs/guides/migrate-v1-to-v2/>; rel="deprecation"; type="text/html", </v2/chat>; rel="successor-version"
         */
        Link: string;
        /**
         * @description What is left of the key's limit, as in draft-ietf-httpapi-ratelimit-headers-11. Absent where the key has no limit.
         * @example "default";r=99;t=60
         */
        RateLimit: string;
        /**
         * @description The key's limit, as in draft-ietf-httpapi-ratelimit-headers-11. Absent where the key has no limit.
         * @example "default";q=100;w=60
         */
        "RateLimit-Policy": string;
        /**
         * @description The run that the chat began. With v2 the run can be looked up by it. On an error it is absent where the request was refused before a run began.
         * @example run_0198c0de5a117c3e9f002b7d1a4e6c90
         */
        "Orchestra-Run-Id": string;
        /**
         * @description How to say who you are (RFC 9110).
         * @example Bearer realm="ai-orchestra"
         */
        "WWW-Authenticate": string;
        /**
         * @description How long to wait before the next try, in seconds.
         * @example 12
         */
        "Retry-After": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createChatV1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The message. Unknown fields are ignored. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequestV1"];
            };
        };
        responses: {
            /** @description The run completed. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    Deprecation: components["headers"]["Deprecation"];
                    Sunset: components["headers"]["Sunset"];
                    Link: components["headers"]["Link"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatResponseV1"];
                };
            };
            400: components["responses"]["BadRequestV1"];
            401: components["responses"]["UnauthenticatedV1"];
            403: components["responses"]["ForbiddenV1"];
            404: components["responses"]["NotFoundV1"];
            406: components["responses"]["NotAcceptableV1"];
            409: components["responses"]["ConflictV1"];
            413: components["responses"]["PayloadTooLargeV1"];
            415: components["responses"]["UnsupportedMediaTypeV1"];
            422: components["responses"]["ValidationFailedV1"];
            429: components["responses"]["RateLimitedV1"];
            500: components["responses"]["InternalErrorV1"];
            502: components["responses"]["BadGatewayV1"];
            503: components["responses"]["UnavailableV1"];
            504: components["responses"]["GatewayTimeoutV1"];
        };
    };
    createChatStreamV1: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The message. Unknown fields are ignored. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequestV1"];
            };
        };
        responses: {
            /** @description The run was admitted. The schema describes the lines in order, as an array; on the wire they are lines, without brackets and commas. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    Deprecation: components["headers"]["Deprecation"];
                    Sunset: components["headers"]["Sunset"];
                    Link: components["headers"]["Link"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["StreamItemV1"][];
                };
            };
            400: components["responses"]["BadRequestV1"];
            401: components["responses"]["UnauthenticatedV1"];
            403: components["responses"]["ForbiddenV1"];
            404: components["responses"]["NotFoundV1"];
            406: components["responses"]["NotAcceptableV1"];
            409: components["responses"]["ConflictV1"];
            413: components["responses"]["PayloadTooLargeV1"];
            415: components["responses"]["UnsupportedMediaTypeV1"];
            422: components["responses"]["ValidationFailedV1"];
            429: components["responses"]["RateLimitedV1"];
            500: components["responses"]["InternalErrorV1"];
            503: components["responses"]["UnavailableV1"];
        };
    };
    getSessionV1: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The session's name, 1–100 characters.
                 * @example support-4711
                 */
                session_id: components["schemas"]["SessionIdV1"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    Deprecation: components["headers"]["Deprecation"];
                    Sunset: components["headers"]["Sunset"];
                    Link: components["headers"]["Link"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionResponseV1"];
                };
            };
            401: components["responses"]["UnauthenticatedV1"];
            403: components["responses"]["ForbiddenV1"];
            404: components["responses"]["NotFoundV1"];
            406: components["responses"]["NotAcceptableV1"];
            422: components["responses"]["ValidationFailedV1"];
            429: components["responses"]["RateLimitedV1"];
            500: components["responses"]["InternalErrorV1"];
            503: components["responses"]["UnavailableV1"];
        };
    };
}
