// Generated from spec/ by `orchestra generate`. Do not edit.

export interface paths {
    "/v2/chat": {
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
         *     is made.
         *
         *     Where the run fails, the answer is the failure as a problem, with its status; where it is cancelled, 409
         *     run_cancelled. `run_id` in the problem leads to what there was of the answer.
         *
         *     When the client leaves before the answer is there, the run is cancelled; with an Idempotency-Key it goes on for
         *     its grace instead, and the same request with the same key waits for it, or gets the answer that is there.
         *     `on_disconnect` says otherwise. Use `POST /v2/chat/stream` to read the answer while it is written.
         */
        post: operations["createChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/chat/stream": {
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
         * @description Begins a run in the session and answers with its events (Server-Sent Events). The headers go out with the first
         *     event, so that `Orchestra-Run-Id` is known at once. From then on every failure comes as the event run.failed: the
         *     status 200 says that the run was admitted, not that it will complete.
         *
         *     Each event has an `id` (the cursor), an `event` (its `type`) and `data` (a JSON object in one line). `retry: 2000`
         *     comes first, a comment every 15 seconds of silence, and the stream is closed after run.completed, run.failed or
         *     run.cancelled.
         *
         *     When the connection is lost, the run goes on for its grace (60 seconds, a setting). Resume with `GET
         *     /v2/runs/{run_id}/events` and the last cursor, or send the same request again with the same Idempotency-Key, and
         *     with `Last-Event-ID` to go on behind it. Last-Event-ID without an Idempotency-Key is refused with 400, so that a
         *     client that reconnects by itself does not begin a second run.
         */
        post: operations["createChatStream"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look up a run
         * @description The run as it stands. Of a run that has ended it has the answer (what there was of it, where it failed or was
         *     cancelled), its cost, and the reason; of one that works, how far it is.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/runs/{run_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a run's events
         * @description The events of a run as Server-Sent Events: those behind the cursor that are there, and then those that come, until
         *     the run ends. Any number of readers may follow, and each sees the same events. The cursor is `Last-Event-ID` (a
         *     browser's EventSource sends it) or `after`; without one the stream begins at the beginning.
         *
         *     `Orchestra-Recovered: false` says that events behind the cursor are lost because the log was trimmed. A cursor at
         *     the last event of a run that has ended is answered with 204, which makes an EventSource stop. Events are kept for
         *     an hour after the run's end (a setting); later this is 410 run_log_expired, and `GET /v2/runs/{run_id}` has the
         *     answer.
         *
         *     Following counts as being there for `on_disconnect`.
         */
        get: operations["listRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a run
         * @description Stops a run that waits or works, and answers with the run after its end. What there was of the answer is kept as a
         *     partial message. Cancelling a cancelled run changes nothing and is 200; one that has completed or failed is 409
         *     run_not_cancellable.
         */
        post: operations["cancelRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/runs/{run_id}/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how good an answer was
         * @description Keeps what a user thought of the answer, and what the message had wanted in truth: the Orchestra Manager is measured by
         *     it and can learn from it. A later word on the same run takes the earlier one's place.
         */
        post: operations["createRunFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description The sessions of the key's owner, the newest first.
         */
        get: operations["listSessions"];
        put?: never;
        /**
         * Make a session
         * @description Makes an empty session, under the name that the client chose or a new one. A name that the owner has already is
         *     409 session_exists. There is no need to make a session before the first chat: a chat makes the session that it
         *     names.
         */
        post: operations["createSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look up a session
         * @description The session with its title and metadata. Its messages and runs have lists of their own.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        /**
         * Delete a session
         * @description Deletes the session with its messages and runs. Runs that wait or work are cancelled first. It cannot be taken
         *     back.
         */
        delete: operations["deleteSession"];
        options?: never;
        head?: never;
        /**
         * Change a session
         * @description Changes the title, the metadata or the settings. What the body leaves out stays as it is; `metadata` and `settings`
         *     take the place of all that there was.
         */
        patch: operations["updateSession"];
        trace?: never;
    };
    "/v2/sessions/{session_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a session's messages
         * @description What was said in the session, the oldest first, or the newest with `order=desc`. A run's answer is in the list
         *     from the moment the run ends.
         */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/sessions/{session_id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a session's runs
         * @description The session's runs, the newest first, those that wait or work among them.
         */
        get: operations["listSessionRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/memories/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Forget a message
         * @description The message is not remembered in other sessions any more. It stays in its own. A message that was forgotten already is
         *     404, like one that is not there.
         */
        delete: operations["deleteMemory"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/memories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what can be remembered
         * @description The messages of the owner's sessions that a chat with `use_memory` may be helped by, the newest first. With `query`,
         *     those that have its words, the most relevant first. Page through all of them to export your memory.
         */
        get: operations["listMemories"];
        put?: never;
        post?: never;
        /**
         * Forget everything
         * @description No message of the owner's sessions up to now is remembered in other sessions any more. The messages themselves stay in
         *     their sessions; delete a session to delete them. Doing it again is 204 too.
         */
        delete: operations["deleteMemories"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the models
         * @description The language models that a chat may name, sorted by name. The one with `is_default` answers where a chat names
         *     none.
         */
        get: operations["listModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/intents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Interpret a message
         * @description Says what a message wants, without answering it and without asking a language model.
         */
        post: operations["createIntent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Carry out a command
         * @description Hands a command to the Command Dispatcher and answers with its result.
         */
        post: operations["createCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/swarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the swarms
         * @description The swarms that a chat may ask for, sorted by name: those that the service brings along, and the deployment's own.
         */
        get: operations["listSwarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/ws-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a ticket for a WebSocket
         * @description A page in a browser cannot send a key with a WebSocket's handshake. Its backend gets a ticket here, naming the
         *     page's origin, and hands it to the page. The ticket opens one connection, once, within 30 seconds.
         */
        post: operations["createWsTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description The keys of all owners, the newest first, without their secrets. Keys that have expired or were revoked stay in the
         *     list, with their status.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description Makes a key for any owner, with any scopes. Its secret is in this answer and cannot be had again: only a hash of it
         *     is kept. A repetition with the same Idempotency-Key makes no second key; it answers with the key as it is now, and
         *     `secret` is null.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look up an API key
         * @description The key of any owner, without its secret.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v2/keys/{key_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an API key back
         * @description The key is refused from the next request on, and cannot be brought back; it stays in the list. Revoking a revoked key
         *     changes nothing and is 200. A key cannot revoke itself, which is 403 forbidden: one slip must not lock everybody
         *     out.
         */
        post: operations["revokeKey"];
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
        /** @description A name for this one try, 1 to 255 visible ASCII characters. A UUID is a good choice. */
        IdempotencyKey: string;
        /** @description The name of a session, unique among the sessions of one owner. The client chooses it (1 to 100 letters, digits and `. _ : ~ -`, but not `.` or `..`), or the service makes one that begins with `ses_`. */
        SessionId: string;
        /** @description The name of a model, as `GET /v2/models` lists it. 1 to 200 visible ASCII characters. */
        ModelId: string;
        /**
         * @description What becomes of a run when nobody follows it any more, on any transport. `grace`: it goes on for 60 seconds (a setting) and is cancelled when nobody came back. `continue`: it goes on to its end. `cancel`: it ends at once.
         * @enum {string}
         */
        OnDisconnect: "grace" | "continue" | "cancel" | (string & {});
        /**
         * @description What to do when the session has a run already. `queue`: wait behind it (at most 4 may wait). `reject`: refuse with 409 session_busy. `interrupt`: cancel what runs and waits in the session, and begin.
         * @enum {string}
         */
        IfBusy: "queue" | "reject" | "interrupt";
        /**
         * @description What the client wants to remember: a JSON object of at most 64 members, kept and given back as it is. The service never reads it. Texts in it must not contain U+0000.
         * @example {
         *       "page": "/orders/4711"
         *     }
         */
        Metadata: {
            [key: string]: unknown;
        };
        /**
         * @description How much work an answer is worth: `lite` (one quick answer), `balanced`, `quality` (a swarm, with more rounds and stricter gates), or `auto`: the service looks at how hard and how urgent the message is.
         * @enum {string}
         */
        OptimizationMode: "lite" | "balanced" | "quality" | "auto" | (string & {});
        /**
         * @description The name of a swarm: `simple-agents` (one agent after the other), `coding-debate` (agents argue until they agree), `improved-solve` (several drafts that are judged and mended), `mcp-coordinated` (agents with tools), `auto-select` (the service chooses), or one of the deployment's own. 1 to 64 lower-case letters, digits and hyphens.
         * @example coding-debate
         */
        SwarmType: string;
        /**
         * @description Wishes that help to choose mode and swarm, a JSON object of at most 32 members. Read are `urgent` (true: less work, sooner) and `complexity` (`low`, `medium` or `high`, in the place of the service's own guess); others are ignored.
         * @example {
         *       "urgent": true
         *     }
         */
        OptimizationHints: {
            [key: string]: unknown;
        };
        /**
         * @description A message, and how it should be answered. Fields that do not stand here are refused.
         * @example {
         *       "message": "Say hello in one short sentence."
         *     }
         */
        ChatRequest: {
            /**
             * @description What the user says: 1 to 10,000 characters (Unicode code points), of which at least one is not white space. U+0000 and lone surrogates are refused.
             * @example Say hello in one short sentence.
             */
            message: string;
            /**
             * @description The conversation that the message belongs to. A name of the client's own that is not there yet makes a new session; one that begins with `ses_` must be there. Absent: a new session.
             * @example support-4711
             */
            session_id?: components["schemas"]["SessionId"];
            /** @description The model that should answer. Absent, the one that `GET /v2/models` marks as default. */
            model?: components["schemas"]["ModelId"];
            /**
             * @description How the model should behave in this answer, put before the conversation. 1 to 10,000 characters without U+0000. They are not kept for the next message.
             * @example Answer like a friendly librarian.
             */
            instructions?: string;
            /**
             * @description The length of the answer at the most, in tokens. A longer one ends with the finish reason `length`.
             * @example 64
             */
            max_response_tokens?: number;
            /**
             * @description How freely the model chooses its words, from 0 (always the likeliest) to 2. Absent, the session's setting, or the model's own.
             * @example 0.2
             */
            temperature?: number;
            /**
             * @description How long the run may take, in seconds, the wait in the session's queue included. Absent, the service's default (120 unless it was set otherwise). After it the run fails with `deadline_exceeded`.
             * @example 60
             */
            deadline?: number;
            /** @description What becomes of the run when nobody follows it any more. Absent: `grace`, and `cancel` for `POST /v2/chat` without an `Idempotency-Key`, because such a client cannot come back. */
            on_disconnect?: components["schemas"]["OnDisconnect"];
            /** @description What to do when the session has a run already. Absent, `queue`. */
            if_busy?: components["schemas"]["IfBusy"];
            /** @description What the client wants to remember with the run. It comes back in the run. */
            metadata?: components["schemas"]["Metadata"];
            /** @description How much work the service should put into the answer. Absent, the session's setting, or `auto`. `quality` without a `swarm_type` means the swarm `auto-select`. */
            optimization_mode?: components["schemas"]["OptimizationMode"];
            /** @description The swarm that should work on the answer, by its name in `GET /v2/swarms`; one that is not there is 404. Absent, the session's setting, or no swarm unless the mode asks for one. */
            swarm_type?: components["schemas"]["SwarmType"];
            /** @description Whether what was said in the owner's other sessions may be looked up for the answer. Absent, the session's setting, or false: the sessions of one key's owner may belong to several people. */
            use_memory?: boolean;
            /** @description What the client knows of its wishes, for the part that chooses mode and swarm. */
            optimization_hints?: components["schemas"]["OptimizationHints"];
        };
        /** @description The name of a run. Opaque; ids that were made later sort behind earlier ones. */
        RunId: string;
        /** @description The name of a message. Opaque; ids that were made later sort behind earlier ones. */
        MessageId: string;
        /**
         * @description Why the model stopped: `stop` (it was done), `length` (the limit of tokens was reached), `content_filter` (the model's operator held the rest back).
         * @enum {string}
         */
        FinishReason: "stop" | "length" | "content_filter" | (string & {});
        /**
         * @description What a message wants: something to start running (`deploy`), a setting changed (`configure`), the present state (`monitor`), material examined (`analyze`), something made better (`optimize`), a fault found (`debug`), a number of running things changed (`scale`), protection (`secure`), a fact (`query`), guidance on this system (`help`), or anything else (`general`).
         * @enum {string}
         */
        Intent: "deploy" | "configure" | "monitor" | "analyze" | "optimize" | "debug" | "scale" | "secure" | "query" | "help" | "general" | (string & {});
        /**
         * @description How much work the service put into the answer.
         * @enum {string}
         */
        ExecutionMode: "lite" | "balanced" | "quality" | (string & {});
        /**
         * @description `reported`: the model's server counted. `estimated`: at least a part was counted by this service, because a run ended before the server had said how many there were.
         * @enum {string}
         */
        UsageSource: "reported" | "estimated" | (string & {});
        /**
         * @description What a run cost, in tokens.
         * @example {
         *       "input_tokens": 21,
         *       "output_tokens": 8,
         *       "total_tokens": 29,
         *       "source": "reported"
         *     }
         */
        Usage: {
            /** @description Tokens that went to the model, in tokens. */
            input_tokens: number;
            /** @description Tokens that the model made, in tokens. */
            output_tokens: number;
            /** @description Both together, in tokens. */
            total_tokens: number;
            /** @description Where the numbers come from. */
            source: components["schemas"]["UsageSource"];
        };
        /**
         * Format: date-time
         * @description A moment as RFC 3339 writes it, in UTC and with milliseconds.
         * @example 2026-11-23T09:30:00.120Z
         */
        Timestamp: string;
        /** @description The answer to a message. What a part of the service does not know (yet) is null, never a made-up constant. */
        ChatResponse: {
            /** @description The run that made the answer. */
            run_id: components["schemas"]["RunId"];
            /** @description The session that the message and the answer are kept in. */
            session_id: components["schemas"]["SessionId"];
            /** @description The user's message. */
            user_message_id: components["schemas"]["MessageId"];
            /** @description The answer as a message of the session. */
            message_id: components["schemas"]["MessageId"];
            /** @description The answer's text. */
            response: string;
            /** @description Why the answer ends where it ends. */
            finish_reason: components["schemas"]["FinishReason"];
            /** @description What the Orchestra Manager adds in its own words, or null. */
            manager_response: string | null;
            /** @description What the message wanted, or null where nobody worked it out. */
            intent: components["schemas"]["Intent"] | null;
            /** @description How sure the service is of the intent, from 0 to 1, or null. */
            confidence: number | null;
            /** @description How much work the service put into the answer, or null. */
            execution_mode: components["schemas"]["ExecutionMode"] | null;
            /** @description How long the run worked on the answer, in seconds, the wait in the session's queue not included. */
            execution_time: number;
            /** @description How good the answer was judged to be, from 0 to 1, or null where nobody judged it. */
            quality_score: number | null;
            /** @description The swarm that worked on the answer, or null. */
            swarm_used: string | null;
            /** @description The model that answered. */
            model: components["schemas"]["ModelId"];
            /** @description What the run cost, in tokens. */
            usage: components["schemas"]["Usage"];
            /** @description The same as `usage.total_tokens`, in tokens. */
            tokens_used: number;
            /** @description When the answer was stored. */
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description What kind of error it is. Every code has a page in the documentation that says what to do.
         * @enum {string}
         */
        ErrorCode: "malformed_request" | "invalid_cursor" | "version_conflict" | "unauthenticated" | "key_expired" | "forbidden" | "origin_not_allowed" | "not_found" | "method_not_allowed" | "not_acceptable" | "session_busy" | "session_exists" | "run_cancelled" | "run_not_cancellable" | "run_log_expired" | "payload_too_large" | "unsupported_media_type" | "validation_failed" | "idempotency_key_reused" | "context_too_long" | "rate_limited" | "connection_limit" | "internal_error" | "run_interrupted" | "upstream_error" | "breaker_open" | "overloaded" | "upstream_timeout" | "deadline_exceeded" | (string & {});
        /**
         * @description Where in a request something stands.
         * @enum {string}
         */
        RequestPart: "body" | "query" | "path" | "header" | (string & {});
        /** @description One place in a request that is wrong. */
        FieldError: {
            /** @description The part of the request. */
            in: components["schemas"]["RequestPart"];
            /** @description Where it is, as a JSON Pointer (RFC 6901): into the body (the empty text is the body itself), or `/name` of a parameter or header. */
            pointer: string;
            /** @description What is wrong there. */
            detail: string;
        };
        /** @description What went wrong, as `application/problem+json` (RFC 9457). Programs decide by `code`, which never changes its meaning; `title` and `detail` are for people and may be worded anew. */
        Problem: {
            /** @description The address of the page that explains the code and says what to do. */
            type: string;
            /** @description The kind of error in a few words, the same for every error with this code. */
            title: string;
            /** @description The HTTP status. Inside of an event, the one that a waiting request would have got. */
            status: number;
            /** @description What happened this time. */
            detail: string;
            /** @description The path of the request, or of the run that failed. */
            instance: string;
            /** @description What kind of error it is, for programs. */
            code: components["schemas"]["ErrorCode"];
            /** @description Whether the same request may succeed later. */
            retryable: boolean;
            /** @description What to name when asking for help; the service's log has the same. */
            correlation_id: string;
            /** @description Each place in the request that is wrong, where there are such places. At most 100. */
            errors?: components["schemas"]["FieldError"][];
            /** @description How long to wait before the next try, in seconds, where that is known. */
            retry_after?: number;
            /** @description The run that the error is about, where there is one. */
            run_id?: components["schemas"]["RunId"];
        };
        /** @description The run waits behind others in its session. Comes first, and only where it waits; a new one may follow when the place changes. */
        RunQueuedEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "run.queued";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The run's place in the queue; 1 is the next one. */
            position: number;
        };
        /** @description The run begins to work. */
        RunStartedEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "run.started";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The session that the run works in. */
            session_id: components["schemas"]["SessionId"];
            /** @description The message that the run answers. */
            user_message_id: components["schemas"]["MessageId"];
            /** @description The model that is asked. */
            model: components["schemas"]["ModelId"];
            /** @description How much work the service puts into the answer, or null. */
            execution_mode: components["schemas"]["ExecutionMode"] | null;
            /** @description The swarm that works on the answer, or null. */
            swarm: string | null;
        };
        /**
         * @description The tone of the manager, which follows the state of the system.
         * @enum {string}
         */
        Mood: "focused" | "creative" | "analytical" | "supportive" | "concerned" | "excited" | "patient" | (string & {});
        /** @description What the Orchestra Manager takes the message to want, and what it says first. */
        ManagerIntentEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "manager.intent";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description What the message wants. */
            intent: components["schemas"]["Intent"];
            /** @description How sure the manager is, from 0 to 1. */
            confidence: number;
            /** @description Whether that is sure enough to act on. Where it is false, `response` says so. */
            certain: boolean;
            /** @description What the message names, such as a number of agents, by name. */
            parameters: {
                [key: string]: unknown;
            };
            /** @description The manager's tone. */
            mood: components["schemas"]["Mood"];
            /** @description What the manager says first. It is no part of the response. */
            response: string;
        };
        /** @description An agent of a swarm begins to work. */
        AgentStartedEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "agent.started";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The agent's name. */
            agent: string;
            /** @description The agent's role in the swarm. */
            role: string;
            /** @description The round of the swarm's work, from 1. */
            round: number;
        };
        /** @description A piece of a swarm's talk and drafts. It is no part of the response. */
        AgentTokenEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "agent.token";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The agent's name. */
            agent: string;
            /** @description What the agent says next. */
            text: string;
        };
        /** @description An agent of a swarm is done. */
        AgentCompletedEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "agent.completed";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The agent's name. */
            agent: string;
            /** @description The agent's role in the swarm. */
            role: string;
            /** @description The round of the swarm's work, from 1. */
            round: number;
            /** @description All that the agent said in this round. */
            text: string;
            /** @description The rating that the agent gave, from 0 to 1, where it is one that judges; else null. */
            quality_score: number | null;
            /** @description What the agent's work cost, in tokens, or null. */
            usage: components["schemas"]["Usage"] | null;
        };
        /** @description A tool is asked to do something. */
        ToolCalledEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "tool.called";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The call's name; its result carries the same. */
            call_id: string;
            /** @description The server that has the tool. */
            server: string;
            /** @description The tool's name. */
            tool: string;
            /** @description What the tool was given. */
            arguments: {
                [key: string]: unknown;
            };
        };
        /** @description A tool answered. */
        ToolResultEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "tool.result";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The call's name. */
            call_id: string;
            /** @description Whether the tool did what it was asked. */
            ok: boolean;
            /** @description What the tool answered, cut off after 10,000 characters. */
            content: string;
        };
        /**
         * @description What a notice is about: `fallback_used` (another model than the one asked for answers), `degraded` (a part of the service does without), `memory_used` (earlier sessions were looked at), `trimmed` (the oldest messages of the conversation were left out, so that it fits the model's context), `agent_failed` (an agent of the swarm gave up, the others go on), `bound_reached` (the agents did not agree within their rounds), `gate_failed` (no draft was judged good enough; the best one is taken), `budget_reached` (the swarm's tokens are used up; what there is becomes the answer).
         * @enum {string}
         */
        NoticeCode: "fallback_used" | "degraded" | "memory_used" | "trimmed" | "agent_failed" | "bound_reached" | "gate_failed" | "budget_reached" | (string & {});
        /** @description Something worth knowing that did not stop the run. */
        RunNoticeEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "run.notice";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description What it is about, for programs. */
            code: components["schemas"]["NoticeCode"];
            /** @description What happened, for people. */
            detail: string;
        };
        /** @description A piece of the response. All of them joined are exactly the response; none is ever taken back. */
        TokenEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "token";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description The next characters of the response, at least one. */
            text: string;
        };
        /** @description The answer is there and stored. Nothing comes after this event. */
        RunCompletedEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "run.completed";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description The session that the answer is kept in. */
            session_id: components["schemas"]["SessionId"];
            /** @description The answer as a message of the session. */
            message_id: components["schemas"]["MessageId"];
            /** @description The answer's text. */
            response: string;
            /** @description Why the answer ends where it ends. */
            finish_reason: components["schemas"]["FinishReason"];
            /** @description What the Orchestra Manager adds in its own words, or null. */
            manager_response: string | null;
            /** @description What the message wanted, or null where nobody worked it out. */
            intent: components["schemas"]["Intent"] | null;
            /** @description How sure the service is of the intent, from 0 to 1, or null. */
            confidence: number | null;
            /** @description How much work the service put into the answer, or null. */
            execution_mode: components["schemas"]["ExecutionMode"] | null;
            /** @description How long the run worked on the answer, in seconds, the wait in the session's queue not included. */
            execution_time: number;
            /** @description How good the answer was judged to be, from 0 to 1, or null where nobody judged it. */
            quality_score: number | null;
            /** @description The swarm that worked on the answer, or null. */
            swarm_used: string | null;
            /** @description The model that answered. */
            model: components["schemas"]["ModelId"];
            /** @description What the run cost, in tokens. */
            usage: components["schemas"]["Usage"];
            /** @description The same as `usage.total_tokens`, in tokens. */
            tokens_used: number;
        };
        /** @description The run came to a bad end. Nothing comes after this event. */
        RunFailedEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "run.failed";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description What went wrong, with the status that a waiting request would have got. */
            error: components["schemas"]["Problem"];
            /** @description What the run cost until then, in tokens, or null where that was lost. */
            usage: components["schemas"]["Usage"] | null;
            /** @description What there was of the answer; may be empty. */
            response: string;
        };
        /**
         * @description Why a run was cancelled: `requested` (somebody asked for it), `disconnected` (nobody followed it any more), `interrupted` (a later message of its session took its place).
         * @enum {string}
         */
        CancelReason: "requested" | "disconnected" | "interrupted" | (string & {});
        /** @description The run was stopped. Nothing comes after this event. */
        RunCancelledEvent: {
            /**
             * @description The kind of event.
             * @constant
             */
            type: "run.cancelled";
            /** @description The run that the event belongs to. */
            run_id: components["schemas"]["RunId"];
            /** @description The event's place in the run, from 0 and without gaps. */
            offset: number;
            /** @description When the event was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description Why it was stopped. */
            reason: components["schemas"]["CancelReason"];
            /** @description What the run cost until then, in tokens. */
            usage: components["schemas"]["Usage"];
            /** @description What there was of the answer; may be empty. */
            response: string;
        };
        /** @description What happens in a run, told apart by `type`. Offsets go up by one from 0; exactly one of run.completed, run.failed and run.cancelled comes, and it is the last. New types may come: skip what you do not know. */
        RunEvent: components["schemas"]["RunQueuedEvent"] | components["schemas"]["RunStartedEvent"] | components["schemas"]["ManagerIntentEvent"] | components["schemas"]["AgentStartedEvent"] | components["schemas"]["AgentTokenEvent"] | components["schemas"]["AgentCompletedEvent"] | components["schemas"]["ToolCalledEvent"] | components["schemas"]["ToolResultEvent"] | components["schemas"]["RunNoticeEvent"] | components["schemas"]["TokenEvent"] | components["schemas"]["RunCompletedEvent"] | components["schemas"]["RunFailedEvent"] | components["schemas"]["RunCancelledEvent"];
        /** @description One event of a `text/event-stream` (Server-Sent Events), field by field. Blocks without `data` (`retry: 2000`, which comes first, and comments, which come in silence) are no events. */
        EventStreamItem: {
            /** @description The event's `type`. */
            event: string;
            /** @description The event itself, a JSON object in one line. */
            data: string;
            /** @description The cursor, the run's id and the event's offset with a colon between. Send the last one to resume. */
            id: string;
            /** @description How long to wait before connecting again, in milliseconds. */
            retry?: number;
        };
        /**
         * @description `queued` (waits in its session), `running`, and one of the three ends: `completed`, `failed`, `cancelled`.
         * @enum {string}
         */
        RunStatus: "queued" | "running" | "completed" | "failed" | "cancelled" | (string & {});
        /** @description The work on one message. It can be looked up while it works and after its end. */
        Run: {
            /** @description The run's name. */
            run_id: components["schemas"]["RunId"];
            /** @description The session that the run works in. */
            session_id: components["schemas"]["SessionId"];
            /** @description How far the run is. */
            status: components["schemas"]["RunStatus"];
            /** @description The message that the run answers. */
            user_message_id: components["schemas"]["MessageId"];
            /** @description The answer as a message of the session, or null while there is none. */
            message_id: components["schemas"]["MessageId"] | null;
            /** @description The model that answers, or null until it is chosen. */
            model: components["schemas"]["ModelId"] | null;
            /** @description How much work the service puts into the answer, or null. */
            execution_mode: components["schemas"]["ExecutionMode"] | null;
            /** @description The swarm that works on the answer, or null. */
            swarm_used: string | null;
            /** @description What the message wanted, or null where nobody worked it out (yet). */
            intent: components["schemas"]["Intent"] | null;
            /** @description How sure the service is of the intent, from 0 to 1, or null. */
            confidence: number | null;
            /** @description How good the answer was judged to be, from 0 to 1, or null where nobody judged it. */
            quality_score: number | null;
            /** @description Why the answer ends where it ends, or null where the run did not complete. */
            finish_reason: components["schemas"]["FinishReason"] | null;
            /** @description The answer's text. Of a failed or cancelled run, what there was of it by then. Null while the run works; its events have the text as it comes. */
            response: string | null;
            /** @description What the run cost, in tokens. Null while it works, and where the process died before it could count. */
            usage: components["schemas"]["Usage"] | null;
            /** @description Why the run failed, or null. */
            error: components["schemas"]["Problem"] | null;
            /** @description Why the run was cancelled, or null. */
            cancel_reason: components["schemas"]["CancelReason"] | null;
            /** @description The offset of the run's last event. Null while it works, and where its log was lost. */
            last_offset: number | null;
            /** @description What becomes of the run when nobody follows it any more. */
            on_disconnect: components["schemas"]["OnDisconnect"];
            /** @description What the client wanted to remember; empty where it sent nothing. */
            metadata: components["schemas"]["Metadata"];
            /** @description When the run was admitted. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When the run began to work, or null while it waits in its session's queue. */
            started_at: components["schemas"]["Timestamp"] | null;
            /** @description When the run ended, or null. */
            ended_at: components["schemas"]["Timestamp"] | null;
            /** @description Until when the run's events can be read again, or null while it works. */
            log_expires_at: components["schemas"]["Timestamp"] | null;
        };
        /** @description What a user thought of an answer, or what the message had really wanted. What is left out is null; an empty object takes back what was said before. */
        CreateRunFeedbackRequest: {
            /** @description How good the answer was, from -1 (bad) over 0 to 1 (good). */
            rating?: number;
            /** @description The user's own words, 1 to 2,000 characters without U+0000. */
            comment?: string;
            /** @description What the message wanted in truth. The Orchestra Manager is measured by it, and can learn from it. */
            intent?: components["schemas"]["Intent"];
        };
        /** @description What a user thought of an answer, as it was kept. */
        RunFeedback: {
            /** @description The run that the feedback is about. */
            run_id: components["schemas"]["RunId"];
            /** @description How good the answer was, from -1 (bad) over 0 to 1 (good), or null. */
            rating: number | null;
            /** @description The user's own words, or null. */
            comment: string | null;
            /** @description What the message wanted in truth, or null where nobody said. */
            intent: components["schemas"]["Intent"] | null;
            /** @description When the feedback was stored. */
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description How many entries a page has at the most.
         * @default 20
         */
        ListLimit: number;
        /** @description Where a page begins, the `next_cursor` of the page before. Opaque; 1 to 512 visible ASCII characters. */
        ListCursor: string;
        /**
         * @description Defaults for the chats of a session. Each may be left out; a chat that says something itself goes before.
         * @example {
         *       "optimization_mode": "lite",
         *       "temperature": 0.2
         *     }
         */
        SessionSettings: {
            /** @description The model that answers. */
            model?: components["schemas"]["ModelId"];
            /** @description How much work the service puts into an answer. */
            optimization_mode?: components["schemas"]["OptimizationMode"];
            /** @description The swarm that works on answers. Where it is not there, such a chat's run fails with not_found. */
            swarm_type?: components["schemas"]["SwarmType"];
            /** @description How freely the model chooses its words, from 0 to 2. */
            temperature?: number;
            /** @description Whether the owner's other sessions may be looked up. */
            use_memory?: boolean;
        };
        /** @description One conversation of one owner. */
        Session: {
            /** @description The session's name. */
            session_id: components["schemas"]["SessionId"];
            /** @description What the session is about, for people, or null. */
            title: string | null;
            /** @description What the client wanted to remember; empty where it sent nothing. */
            metadata: components["schemas"]["Metadata"];
            /** @description What chats of the session take where they say nothing themselves; empty where nothing is set. */
            settings: components["schemas"]["SessionSettings"];
            /** @description When the session was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When the session was changed or spoken in for the last time. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description Some sessions of the key's owner, the newest first. */
        SessionList: {
            /** @description The sessions of this page. */
            data: components["schemas"]["Session"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description A session id that does not begin with `ses_`: those names are the service's to give. 1 to 100 letters, digits and `. _ : ~ -`, but not `.` or `..`. */
        ChosenSessionId: string;
        /** @description A session to make. All of it may be left out. */
        CreateSessionRequest: {
            /** @description The session's name. Absent, the service makes one. A name that the owner has already is refused with 409 session_exists, one that begins with `ses_` with 422, because only the service makes such names. */
            session_id?: components["schemas"]["ChosenSessionId"];
            /**
             * @description What the session is about, for people. 1 to 200 characters without U+0000, or null for none.
             * @example Order 4711
             */
            title?: string | null;
            /** @description What the client wants to remember. */
            metadata?: components["schemas"]["Metadata"];
            /** @description What chats of the session take where they say nothing themselves. */
            settings?: components["schemas"]["SessionSettings"];
        };
        /** @description What should change. What is left out stays as it is. */
        UpdateSessionRequest: {
            /**
             * @description The new title, 1 to 200 characters without U+0000, or null for none.
             * @example Order 4711, solved
             */
            title?: string | null;
            /** @description The new metadata. It takes the place of all that there was. */
            metadata?: components["schemas"]["Metadata"];
            /** @description The new settings. They take the place of all that there were. */
            settings?: components["schemas"]["SessionSettings"];
        };
        /**
         * @description `asc`, the oldest first, or `desc`, the newest first.
         * @default asc
         * @enum {string}
         */
        ListOrder: "asc" | "desc";
        /**
         * @description Who said something, the `user` or the `assistant`.
         * @enum {string}
         */
        MessageRole: "user" | "assistant" | (string & {});
        /**
         * @description `complete`, or `partial` where the run failed or was cancelled in the middle of its answer.
         * @enum {string}
         */
        MessageStatus: "complete" | "partial" | (string & {});
        /** @description Something that was said in a session. */
        Message: {
            /** @description The message's name. */
            message_id: components["schemas"]["MessageId"];
            /** @description The session that it was said in. */
            session_id: components["schemas"]["SessionId"];
            /** @description The run that the message began, or that made it. */
            run_id: components["schemas"]["RunId"];
            /** @description Who said it. */
            role: components["schemas"]["MessageRole"];
            /** @description What was said. */
            content: string;
            /** @description Whether all of it is there. */
            status: components["schemas"]["MessageStatus"];
            /** @description When the message was stored. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description Some messages of a session, in the order that was asked for. */
        MessageList: {
            /** @description The messages of this page. */
            data: components["schemas"]["Message"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description Some runs of a session, the newest first. */
        RunList: {
            /** @description The runs of this page. */
            data: components["schemas"]["Run"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description A message that can be remembered in other sessions of its owner. */
        Memory: {
            /** @description The message. */
            message_id: components["schemas"]["MessageId"];
            /** @description The session that it was said in. */
            session_id: components["schemas"]["SessionId"];
            /** @description Who said it. */
            role: components["schemas"]["MessageRole"];
            /** @description What was said. */
            content: string;
            /** @description How well it fits `query`, from 0 to 1 (the best of all that were found), or null without a query. */
            relevance: number | null;
            /** @description When it was said. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description Some memories, the newest first; with `query`, the most relevant first. */
        MemoryList: {
            /** @description The memories of this page. */
            data: components["schemas"]["Memory"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description A language model that answers chats. */
        Model: {
            /** @description The model's name, as a chat sends it. */
            id: components["schemas"]["ModelId"];
            /** @description Where the model runs, for example `local` or `openai`. */
            provider: string;
            /** @description How much the model can look at at once, question and answer together, in tokens. Null where unknown. */
            context_tokens: number | null;
            /** @description Whether this model answers where a chat names none. */
            is_default: boolean;
        };
        /** @description Some models, sorted by their names. */
        ModelList: {
            /** @description The models of this page. */
            data: components["schemas"]["Model"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description A message to interpret. */
        CreateIntentRequest: {
            /** @description What the user says, 1 to 10,000 characters without U+0000. */
            message: string;
            /** @description The conversation that the message belongs to. Absent, it is read on its own. */
            session_id?: components["schemas"]["SessionId"];
        };
        /** @description One of several things that a message may want. */
        RankedIntent: {
            /** @description What the message may want. */
            intent: components["schemas"]["Intent"];
            /** @description How likely it is, from 0 to 1. */
            confidence: number;
        };
        /** @description What a message wants. */
        IntentReport: {
            /** @description What the message wants, most likely. */
            intent: components["schemas"]["Intent"];
            /** @description How sure the service is of it, from 0 to 1: of a hundred messages with 0.8, about eighty are what they were taken for. */
            confidence: number;
            /** @description Whether that is sure enough to act on. Where it is false, `response` asks what is meant. */
            certain: boolean;
            /** @description The likeliest intents, the first one first. */
            ranking: components["schemas"]["RankedIntent"][];
            /** @description What the message names, by name: `count`, `from`, `to`, `by`, `percent` (numbers), `direction` (`up`, `down`), `target`, `name`, `model`, `mode`, `language`, `temperature`, `duration_seconds` and others that may come. */
            parameters: {
                [key: string]: unknown;
            };
            /** @description The manager's tone. */
            mood: components["schemas"]["Mood"];
            /** @description What the manager would say first. */
            response: string;
        };
        /** @description A command to the service. */
        CreateCommandRequest: {
            /** @description The command with its arguments, 1 to 1,000 characters without U+0000. */
            command: string;
            /** @description What the command may need to know. */
            context?: components["schemas"]["Metadata"];
            /** @description The session that the command is about. */
            session_id?: components["schemas"]["SessionId"];
        };
        /** @description What came of a command. */
        CommandResult: {
            /** @description The name of the command that was carried out. */
            command: string;
            /** @description The result, for people. */
            output: string;
            /** @description The result, for programs; empty where there is none. */
            data: {
                [key: string]: unknown;
            };
        };
        /** @description A swarm that a chat may ask for. */
        Swarm: {
            /** @description Its name, as a chat sends it. */
            swarm_type: components["schemas"]["SwarmType"];
            /** @description What the swarm is good for. */
            description: string;
            /** @description The roles of its agents, in the order of their work. */
            roles: string[];
            /** @description Whether all of it works at present. One that is not available may still be asked for: it does without what is missing, and says so in a run.notice. */
            available: boolean;
        };
        /** @description Some swarms, sorted by their names. */
        SwarmList: {
            /** @description The swarms of this page. */
            data: components["schemas"]["Swarm"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description Asks for a ticket that opens one WebSocket from a page in a browser. */
        CreateWsTicketRequest: {
            /** @description The page's origin, such as `https://app.example.com`. The ticket works from there only. */
            origin: string;
            /** @description The one session that the ticket opens. Absent, all of the owner's. */
            session_id?: components["schemas"]["SessionId"];
        };
        /** @description Opens one WebSocket, once. */
        WsTicket: {
            /** @description What the page brings to the handshake. */
            ticket: string;
            /** @description Until when it works. */
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description The name of an API key, which is not the key itself. */
        KeyId: string;
        /**
         * @description Whether a key works: `active` does, `expired` does not any more, `revoked` was taken back (whether or not its time was over).
         * @enum {string}
         */
        KeyStatus: "active" | "expired" | "revoked" | (string & {});
        /**
         * @description What a key may do. `read` looks, `chat` speaks and changes sessions, `admin` may do everything.
         * @enum {string}
         */
        Scope: "chat" | "read" | "admin" | (string & {});
        /** @description An API key, without its secret. */
        Key: {
            /** @description The key's name, which is not its secret. */
            key_id: components["schemas"]["KeyId"];
            /** @description Whose sessions and runs the key opens. */
            owner: string;
            /** @description What the key is for, or null. */
            name: string | null;
            /** @description Whether the key works now. */
            status: components["schemas"]["KeyStatus"];
            /** @description What the key may do, each scope once. */
            scopes: components["schemas"]["Scope"][];
            /** @description How many requests a minute the key may make, or null for a key without a limit. For a key that has no limit of its own it is the service's setting. */
            requests_per_minute: number | null;
            /** @description When the key was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When the key stops working, or null. */
            expires_at: components["schemas"]["Timestamp"] | null;
            /** @description When the key was taken back, or null. */
            revoked_at: components["schemas"]["Timestamp"] | null;
        };
        /** @description Some API keys, the newest first. */
        KeyList: {
            /** @description The keys of this page. */
            data: components["schemas"]["Key"][];
            /** @description Whether another page follows. */
            has_more: boolean;
            /** @description What to send as `after` for the next page, or null on the last one. */
            next_cursor: string | null;
        };
        /** @description A key to make. */
        CreateKeyRequest: {
            /** @description Whose sessions and runs the key opens, 1 to 100 visible ASCII characters. Any owner may be named, the caller's own too; one that is not there yet begins with this key. */
            owner: string;
            /** @description What the key is for, 1 to 200 characters without U+0000. */
            name?: string;
            /** @description What the key may do. A scope that stands twice counts once. */
            scopes: components["schemas"]["Scope"][];
            /** @description How many requests a minute the key may make. Absent, the service's setting; null, no limit. */
            requests_per_minute?: number | null;
            /** @description After how long the key stops working, in seconds, at most 100 years. Absent, never. */
            expires_in?: number;
        };
        /** @description A key that was just made. The secret is shown this once and cannot be had again. */
        CreatedKey: {
            /** @description The key. */
            key: components["schemas"]["Key"];
            /** @description What a client sends to show that it has the key. Null where the Idempotency-Key made the key before: then the first answer had it. If that one is lost, revoke the key and make another. */
            secret: string | null;
        };
        /** @description Everything that a client may send, told apart by `type`. */
        ClientFrame: components["schemas"]["ChatFrame"] | components["schemas"]["CommandFrame"] | components["schemas"]["CancelFrame"] | components["schemas"]["ResumeFrame"] | components["schemas"]["DetachFrame"] | components["schemas"]["StatusFrame"] | components["schemas"]["PingFrame"];
        /** @description Everything that the service sends, told apart by `type`: its own frames, and the run events as they are. New types may come. */
        ServerFrame: components["schemas"]["WelcomeFrame"] | components["schemas"]["AcceptedFrame"] | components["schemas"]["ResumedFrame"] | components["schemas"]["CommandResultFrame"] | components["schemas"]["StatusReportFrame"] | components["schemas"]["ErrorFrame"] | components["schemas"]["ServerPingFrame"] | components["schemas"]["PongFrame"] | components["schemas"]["GoodbyeFrame"] | components["schemas"]["RunEvent"];
        /**
         * @description The client's name for its message: 1–100 visible ASCII characters. Every answer to the message carries it. The service does not check that it is new: a client that uses one twice cannot tell the answers apart.
         * @example c-1
         */
        FrameId: string;
        /** @description Begins a run. Every option of `POST /v2/chat` stands here with the same name, meaning and bounds. */
        ChatFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "chat";
            /** @description The client's name for this message. */
            id: components["schemas"]["FrameId"];
            /** @description Makes the chat safe to send again after a connection was lost. The same as the header `Idempotency-Key` of `POST /v2/chat/stream`: over HTTP and here it names the same run. */
            idempotency_key?: components["schemas"]["IdempotencyKey"];
            /**
             * @description What the user says: 1 to 10,000 characters (Unicode code points), of which at least one is not white space. U+0000 and lone surrogates are refused.
             * @example Say hello in one short sentence.
             */
            message: string;
            /** @description The conversation that the message belongs to. A name of the client's own that is not there yet makes a new session; one that begins with `ses_` must be there. Absent: a new session. */
            session_id?: components["schemas"]["SessionId"];
            /** @description The model that should answer. Absent, the one that `GET /v2/models` marks as default. */
            model?: components["schemas"]["ModelId"];
            /**
             * @description How the model should behave in this answer, put before the conversation. 1 to 10,000 characters without U+0000. They are not kept for the next message.
             * @example Answer like a friendly librarian.
             */
            instructions?: string;
            /**
             * @description The length of the answer at the most, in tokens. A longer one ends with the finish reason `length`.
             * @example 64
             */
            max_response_tokens?: number;
            /**
             * @description How freely the model chooses its words, from 0 (always the likeliest) to 2. Absent, the session's setting, or the model's own.
             * @example 0.2
             */
            temperature?: number;
            /**
             * @description How long the run may take, in seconds, the wait in the session's queue included. Absent, the service's default (120 unless it was set otherwise). After it the run fails with `deadline_exceeded`.
             * @example 60
             */
            deadline?: number;
            /** @description What becomes of the run when nobody follows it any more. Absent: `grace`, and `cancel` for `POST /v2/chat` without an `Idempotency-Key`, because such a client cannot come back. */
            on_disconnect?: components["schemas"]["OnDisconnect"];
            /** @description What to do when the session has a run already. Absent, `queue`. */
            if_busy?: components["schemas"]["IfBusy"];
            /** @description What the client wants to remember with the run. It comes back in the run. */
            metadata?: components["schemas"]["Metadata"];
            /** @description How much work the service should put into the answer. Absent, the session's setting, or `auto`. `quality` without a `swarm_type` means the swarm `auto-select`. */
            optimization_mode?: components["schemas"]["OptimizationMode"];
            /** @description The swarm that should work on the answer, by its name in `GET /v2/swarms`; one that is not there is 404. Absent, the session's setting, or no swarm unless the mode asks for one. */
            swarm_type?: components["schemas"]["SwarmType"];
            /** @description Whether what was said in the owner's other sessions may be looked up for the answer. Absent, the session's setting, or false: the sessions of one key's owner may belong to several people. */
            use_memory?: boolean;
            /** @description What the client knows of its wishes, for the part that chooses mode and swarm. */
            optimization_hints?: components["schemas"]["OptimizationHints"];
        };
        /** @description A command to the service. Answered with a command.result. */
        CommandFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "command";
            /** @description The client's name for this message. */
            id: components["schemas"]["FrameId"];
            /** @description Makes the command safe to send again after a connection was lost. */
            idempotency_key?: components["schemas"]["IdempotencyKey"];
            /** @description The command with its arguments, 1 to 1,000 characters without U+0000. */
            command: string;
            /** @description What the command may need to know. */
            context?: components["schemas"]["Metadata"];
            /** @description The session that the command is about. */
            session_id?: components["schemas"]["SessionId"];
        };
        /** @description Ends a run of the key's owner. Answered with a status of the run. */
        CancelFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "cancel";
            /** @description The client's name for this message. */
            id: components["schemas"]["FrameId"];
            /** @description The run to end. */
            run_id: components["schemas"]["RunId"];
        };
        /** @description Follows a run of the key's owner. Answered with resumed and the events that come after the cursor. */
        ResumeFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "resume";
            /** @description The client's name for this message. */
            id: components["schemas"]["FrameId"];
            /** @description The run to follow. */
            run_id: components["schemas"]["RunId"];
            /** @description The offset of the last event that the client has; the next one is the first to come. Absent: from the beginning. */
            after?: number;
        };
        /** @description Stops the events of a run on this connection; the run goes on. Answered with a status of the run. */
        DetachFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "detach";
            /** @description The client's name for this message. */
            id: components["schemas"]["FrameId"];
            /** @description The run to follow no longer. */
            run_id: components["schemas"]["RunId"];
        };
        /** @description Asks what the connection follows. Answered with a status. */
        StatusFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "status";
            /** @description The client's name for this message. */
            id: components["schemas"]["FrameId"];
        };
        /** @description Asks for a sign of life, and gives one. Answered with a pong. */
        PingFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "ping";
            /** @description The client's name for this message. The pong carries it. */
            id?: components["schemas"]["FrameId"];
        };
        /**
         * @description The service's name for a connection.
         * @example con_0198c0de59007c3e9f002b7d1a4e6c88
         */
        ConnectionId: string;
        /** @description What the connection allows. More keys may come. */
        ConnectionLimits: {
            /** @description How many runs may be followed at once. */
            max_runs: number;
            /** @description How large a client's frame may be, in bytes. */
            max_frame_bytes: number;
            /** @description How long a client that follows no run may be silent, in seconds. */
            idle_timeout: number;
            /** @description After how long without another frame the service sends a ping, in seconds. */
            ping_interval: number;
        };
        /** @description The first frame of every connection. */
        WelcomeFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "welcome";
            /** @description The service's name for the connection. */
            connection_id: components["schemas"]["ConnectionId"];
            /**
             * @description The version that the connection speaks. Always `v2` here.
             * @constant
             */
            api_version: "v2";
            /** @description The version of the published specification that the service holds to, as in semantic versioning. */
            contract_version: string;
            /** @description What the connection allows. */
            limits: components["schemas"]["ConnectionLimits"];
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A chat was admitted: the person's message is stored, and the run's events follow, from offset 0. With an `idempotency_key` that was seen before, these are the ids of then. */
        AcceptedFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "accepted";
            /** @description The chat's `id`. */
            id: components["schemas"]["FrameId"];
            /** @description The run. */
            run_id: components["schemas"]["RunId"];
            /** @description The session, named by the client or made by the service. */
            session_id: components["schemas"]["SessionId"];
            /** @description The message that holds what the person said. */
            user_message_id: components["schemas"]["MessageId"];
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A run is followed from `from` on. Where the cursor stood at the run's last event, `from` is one past it and nothing follows. */
        ResumedFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "resumed";
            /** @description The resume's `id`. */
            id: components["schemas"]["FrameId"];
            /** @description The run. */
            run_id: components["schemas"]["RunId"];
            /** @description True: the next event is the one right after the cursor. False: the log was trimmed, events between the cursor and `from` are lost, and the run's answer is to be read whole from run.completed or over HTTP. */
            recovered: boolean;
            /** @description The offset of the first event that follows. */
            from: number;
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description What came of a command; the same fields as the answer of `POST /v2/commands`. */
        CommandResultFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "command.result";
            /** @description The command's `id`. */
            id: components["schemas"]["FrameId"];
            /** @description The name of the command that was carried out. */
            command: string;
            /** @description The result, for people. */
            output: string;
            /** @description The result, for programs; empty where there is none. */
            data: {
                [key: string]: unknown;
            };
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A run, as a connection sees it. The whole run is to be had over HTTP. */
        FollowedRun: {
            /** @description The run. */
            run_id: components["schemas"]["RunId"];
            /** @description The session that it belongs to. */
            session_id: components["schemas"]["SessionId"];
            /** @description Where the run stands. */
            status: components["schemas"]["RunStatus"];
            /** @description The offset of its latest event so far, or null where there is none yet, or its log is gone. */
            last_offset: number | null;
            /** @description Whether its events come over this connection. */
            attached: boolean;
        };
        /** @description Where runs stand: after a status question every run that the connection follows, after cancel and detach the one run that they name. */
        StatusReportFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "status";
            /** @description The `id` of the message that this answers. */
            id: components["schemas"]["FrameId"];
            /** @description The connection. */
            connection_id: components["schemas"]["ConnectionId"];
            /** @description The runs, oldest first. */
            runs: components["schemas"]["FollowedRun"][];
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A client's message could not be read or was refused. It had no effect, and the connection goes on. */
        ErrorFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "error";
            /** @description The `id` of the message, or null where none could be read. */
            id: components["schemas"]["FrameId"] | null;
            /** @description What went wrong. `status` is the one that the same request over HTTP would have had. */
            problem: components["schemas"]["Problem"];
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description A sign of life, after `ping_interval` seconds without another frame. It needs no answer. */
        ServerPingFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "ping";
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description The answer to a client's ping. */
        PongFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "pong";
            /** @description The ping's `id`. Absent where it had none. */
            id?: components["schemas"]["FrameId"];
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description The last frame before the service closes the connection, where there is time for one. It says what the close code says, for clients that cannot see the code. */
        GoodbyeFrame: {
            /**
             * @description The kind of frame.
             * @constant
             */
            type: "goodbye";
            /** @description The close code that follows, one of close-codes.yaml. */
            code: number;
            /** @description Why, for a person. */
            reason: string;
            /** @description Whether the client should connect again by itself, and resume. */
            reconnect: boolean;
            /** @description How long to wait before that, in milliseconds, or null where it should not. */
            after_ms: number | null;
            /** @description When the frame was written. */
            created_at: components["schemas"]["Timestamp"];
        };
    };
    responses: {
        /** @description The request cannot be read. Codes: `malformed_request`. */
        BadRequest: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No key, or not a valid one. Codes: `unauthenticated`, `key_expired`. */
        Unauthenticated: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key may not do this. Codes: `forbidden`. */
        Forbidden: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing of this name among what the key's owner has. Codes: `not_found`. */
        NotFound: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The header Accept allows no form that there is. Codes: `not_acceptable`. */
        NotAcceptable: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The session is busy, or the run was cancelled while the request waited. Codes: `session_busy`, `run_cancelled`. */
        ChatConflict: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body has too many bytes. Codes: `payload_too_large`. */
        PayloadTooLarge: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not said to be JSON in UTF-8. Codes: `unsupported_media_type`. */
        UnsupportedMediaType: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something in the request is not as it should be, its Idempotency-Key was used for another body, or the message is too long for the model. Codes: `validation_failed`, `idempotency_key_reused`, `context_too_long`. */
        InvalidChat: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The key has made as many requests as it may make in a minute. Codes: `rate_limited`. */
        TooManyRequests: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service failed, or stopped before the run had ended. Codes: `internal_error`, `run_interrupted`. */
        ChatFailed: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The model failed. Codes: `upstream_error`. */
        UpstreamFailed: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The model is not asked for a while, or the service has too much to do. Codes: `breaker_open`, `overloaded`. */
        Unavailable: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The model was too slow, or the run's deadline is over. Codes: `upstream_timeout`, `deadline_exceeded`. */
        TooSlow: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request cannot be read, or its cursor leads nowhere. Codes: `malformed_request`, `invalid_cursor`. */
        BadCursor: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The session is busy. Codes: `session_busy`. */
        SessionBusy: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The run's events are not kept any more. Codes: `run_log_expired`. */
        RunLogExpired: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service failed. Codes: `internal_error`. */
        InternalError: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something in the request is not as it should be. Codes: `validation_failed`. */
        InvalidRequest: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The run has completed or failed already. Codes: `run_not_cancellable`. */
        RunNotCancellable: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Something in the request is not as it should be, or its Idempotency-Key was used for another body. Codes: `validation_failed`, `idempotency_key_reused`. */
        InvalidCreation: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A session of this name is there already. Codes: `session_exists`. */
        SessionExists: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The model's server could not be reached in time. Codes: `upstream_timeout`. */
        UpstreamSilent: {
            headers: {
                "X-API-Version": components["headers"]["X-API-Version"];
                "X-Contract-Version": components["headers"]["X-Contract-Version"];
                "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                traceparent: components["headers"]["traceparent"];
                RateLimit: components["headers"]["RateLimit"];
                "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
        IdempotencyKey: components["schemas"]["IdempotencyKey"];
        /** @description With an Idempotency-Key that was used before: the `id` of the last event that the client has; the stream goes on behind it. Without an Idempotency-Key it is refused with 400, because the request would begin a second run. */
        ReplayLastEventId: string;
        /** @description The run. What cannot be the name of a run names none, and is 404 like any run that is not there. */
        RunIdPath: components["schemas"]["RunId"];
        /** @description The offset of the last event that the client has; the next one is the first to come. Absent, from the beginning. `Last-Event-ID` wins over it. */
        EventsAfter: number;
        /** @description The `id` of the last event that the client has, such as `run_x:12`. A browser's EventSource sends it by itself. One that cannot be read, is another run's or lies behind the last event is 400 invalid_cursor. */
        LastEventId: string;
        /**
         * @description How many entries the page has at the most.
         * @example 20
         */
        Limit: components["schemas"]["ListLimit"];
        /** @description The `next_cursor` of the page before. Absent, the first page. */
        After: components["schemas"]["ListCursor"];
        /** @description The session. What cannot be the name of a session names none, and is 404 like any that is not there. */
        SessionIdPath: components["schemas"]["SessionId"];
        /**
         * @description Which messages come first.
         * @example asc
         */
        Order: components["schemas"]["ListOrder"];
        /** @description The message. What cannot be the name of a message names none, and is 404 like any that is not there. */
        MessageIdPath: components["schemas"]["MessageId"];
        /**
         * @description Words to look for, 1 to 1,000 characters without U+0000. Any of them may match; more that match count more.
         * @example delivery address
         */
        MemoryQuery: string;
        /** @description The key. What cannot be the name of a key names none, and is 404 like any that is not there. */
        KeyIdPath: components["schemas"]["KeyId"];
    };
    requestBodies: never;
    headers: {
        /**
         * @description The version that the answer is written in.
         * @example v2
         */
        "X-API-Version": "v2";
        /**
         * @description The version of the published specification that the service holds to, as in semantic versioning.
         * @example 2.1.0
         */
        "X-Contract-Version": string;
        /**
         * @description What to name when asking for help. The request's own where it sent one that is well formed (1 to 128 letters, digits and `. _ : ~ / + = @ -`), else one that the service made.
         * @example cor_0198c0de5a107c3e9f002b7d1a4e6c8e
         */
        "X-Correlation-ID": string;
        /**
         * @description The service's place in the distributed trace (W3C Trace Context). It goes on with the request's own trace.
         * @example 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00
         */
        traceparent: string;
        /**
         * @description What is left of the key's limit (`r` requests) and in how many seconds there will be more (`t`), as in draft-ietf-httpapi-ratelimit-headers-11. Absent where the key has no limit.
         * @example "default";r=99;t=60
         */
        RateLimit: string;
        /**
         * @description The key's limit: `q` requests in `w` seconds, as in draft-ietf-httpapi-ratelimit-headers-11. Absent where the key has no limit.
         * @example "default";q=100;w=60
         */
        "RateLimit-Policy": string;
        /**
         * @description The run that the chat began, or, with an Idempotency-Key that was used before, found.
         * @example run_0198c0de5a117c3e9f002b7d1a4e6c90
         */
        "Orchestra-Run-Id": components["schemas"]["RunId"];
        /**
         * @description How to say who you are (RFC 9110).
         * @example Bearer realm="ai-orchestra"
         */
        "WWW-Authenticate": string;
        /**
         * @description How long to wait before the next try, in whole seconds. Absent where the service does not know.
         * @example 12
         */
        "Retry-After": string;
        /**
         * @description `true`: the first event is the one right behind the cursor. `false`: the log was trimmed, events behind the cursor are lost, and the first event is the oldest that is left.
         * @example true
         */
        "Orchestra-Recovered": "true" | "false";
        /**
         * @description The address of the next page, with `rel="next"` (RFC 8288). Absent on the last page.
         * @example </v2/sessions?limit=2&after=eyJ2IjoxfQ>; rel="next"
         */
        Link: string;
        /**
         * @description The path of what was made.
         * @example /v2/sessions/order-4711
         */
        Location: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createChat: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The message, and how it should be answered. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description The run completed. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatResponse"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["ChatConflict"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidChat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ChatFailed"];
            502: components["responses"]["UpstreamFailed"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["TooSlow"];
        };
    };
    createChatStream: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description With an Idempotency-Key that was used before: the `id` of the last event that the client has; the stream goes on behind it. Without an Idempotency-Key it is refused with 400, because the request would begin a second run. */
                "Last-Event-ID"?: components["parameters"]["ReplayLastEventId"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The message, and how it should be answered. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatRequest"];
            };
        };
        responses: {
            /** @description The run was admitted; its events follow. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["EventStreamItem"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["SessionBusy"];
            410: components["responses"]["RunLogExpired"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidChat"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. What cannot be the name of a run names none, and is 404 like any run that is not there. */
                run_id: components["parameters"]["RunIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listRunEvents: {
        parameters: {
            query?: {
                /** @description The offset of the last event that the client has; the next one is the first to come. Absent, from the beginning. `Last-Event-ID` wins over it. */
                after?: components["parameters"]["EventsAfter"];
            };
            header?: {
                /** @description The `id` of the last event that the client has, such as `run_x:12`. A browser's EventSource sends it by itself. One that cannot be read, is another run's or lies behind the last event is 400 invalid_cursor. */
                "Last-Event-ID"?: components["parameters"]["LastEventId"];
            };
            path: {
                /** @description The run. What cannot be the name of a run names none, and is 404 like any run that is not there. */
                run_id: components["parameters"]["RunIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events follow. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    "Orchestra-Run-Id": components["headers"]["Orchestra-Run-Id"];
                    "Orchestra-Recovered": components["headers"]["Orchestra-Recovered"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["EventStreamItem"];
                };
            };
            /** @description The run has ended and the cursor is at its last event; nothing can follow. */
            204: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            410: components["responses"]["RunLogExpired"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    cancelRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The run. What cannot be the name of a run names none, and is 404 like any run that is not there. */
                run_id: components["parameters"]["RunIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run is cancelled. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["RunNotCancellable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    createRunFeedback: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @description The run. What cannot be the name of a run names none, and is 404 like any run that is not there. */
                run_id: components["parameters"]["RunIdPath"];
            };
            cookie?: never;
        };
        /** @description What the user thought. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRunFeedbackRequest"];
            };
        };
        responses: {
            /** @description The feedback is kept. */
            201: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunFeedback"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidCreation"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    createSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The session to make. `{}` is enough. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSessionRequest"];
            };
        };
        responses: {
            /** @description The session is there. */
            201: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            409: components["responses"]["SessionExists"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidCreation"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. What cannot be the name of a session names none, and is 404 like any that is not there. */
                session_id: components["parameters"]["SessionIdPath"];
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
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. What cannot be the name of a session names none, and is 404 like any that is not there. */
                session_id: components["parameters"]["SessionIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is gone. */
            204: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    updateSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. What cannot be the name of a session names none, and is 404 like any that is not there. */
                session_id: components["parameters"]["SessionIdPath"];
            };
            cookie?: never;
        };
        /** @description What should change. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSessionRequest"];
            };
        };
        responses: {
            /** @description The session as it is now. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
                /**
                 * @description Which messages come first.
                 * @example asc
                 */
                order?: components["parameters"]["Order"];
            };
            header?: never;
            path: {
                /** @description The session. What cannot be the name of a session names none, and is 404 like any that is not there. */
                session_id: components["parameters"]["SessionIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listSessionRuns: {
        parameters: {
            query?: {
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path: {
                /** @description The session. What cannot be the name of a session names none, and is 404 like any that is not there. */
                session_id: components["parameters"]["SessionIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of runs. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteMemory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message. What cannot be the name of a message names none, and is 404 like any that is not there. */
                message_id: components["parameters"]["MessageIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message is forgotten. */
            204: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listMemories: {
        parameters: {
            query?: {
                /**
                 * @description Words to look for, 1 to 1,000 characters without U+0000. Any of them may match; more that match count more.
                 * @example delivery address
                 */
                query?: components["parameters"]["MemoryQuery"];
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of memories. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemoryList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    deleteMemories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything is forgotten. */
            204: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of models. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            502: components["responses"]["UpstreamFailed"];
            503: components["responses"]["Unavailable"];
            504: components["responses"]["UpstreamSilent"];
        };
    };
    createIntent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The message. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateIntentRequest"];
            };
        };
        responses: {
            /** @description The interpretation. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntentReport"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    createCommand: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The command. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCommandRequest"];
            };
        };
        responses: {
            /** @description The command's result. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandResult"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidCreation"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSwarms: {
        parameters: {
            query?: {
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of swarms. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SwarmList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    createWsTicket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The page that wants to connect. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWsTicketRequest"];
            };
        };
        responses: {
            /** @description The ticket. */
            201: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WsTicket"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /**
                 * @description How many entries the page has at the most.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description The `next_cursor` of the page before. Absent, the first page. */
                after?: components["parameters"]["After"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Link: components["headers"]["Link"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            400: components["responses"]["BadCursor"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            422: components["responses"]["InvalidRequest"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description A name for this request, unique within the owner and the operation for 24 hours. The same key with the same body does not begin anything again but gives the same answer. 1 to 255 visible ASCII characters; a UUID is a good choice. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The key to make. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyRequest"];
            };
        };
        responses: {
            /** @description The key, with its secret. */
            201: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            406: components["responses"]["NotAcceptable"];
            413: components["responses"]["PayloadTooLarge"];
            415: components["responses"]["UnsupportedMediaType"];
            422: components["responses"]["InvalidCreation"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. What cannot be the name of a key names none, and is 404 like any that is not there. */
                key_id: components["parameters"]["KeyIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. What cannot be the name of a key names none, and is 404 like any that is not there. */
                key_id: components["parameters"]["KeyIdPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is revoked. */
            200: {
                headers: {
                    "X-API-Version": components["headers"]["X-API-Version"];
                    "X-Contract-Version": components["headers"]["X-Contract-Version"];
                    "X-Correlation-ID": components["headers"]["X-Correlation-ID"];
                    traceparent: components["headers"]["traceparent"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            406: components["responses"]["NotAcceptable"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalError"];
        };
    };
}
