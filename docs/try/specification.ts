/** What a service offers, read out of its OpenAPI document: operations with their parameters, bodies and links. */

import { exampleOf, follow, type Root, type Schema } from "./schema.js";

export interface Parameter {
  $ref?: string;
  name: string;
  in: "path" | "query" | "header" | "cookie";
  description?: string;
  required?: boolean;
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example>;
}

interface Example {
  $ref?: string;
  summary?: string;
  value?: unknown;
}

interface Content {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, Example>;
}

/** Where an answer leads: values of it that another operation takes. */
export interface Link {
  operationId?: string;
  description?: string;
  parameters?: Record<string, unknown>;
  requestBody?: unknown;
}

interface Answer {
  $ref?: string;
  content?: Record<string, Content>;
  links?: Record<string, Link>;
}

interface OperationBody {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: { $ref?: string; description?: string; required?: boolean; content?: Record<string, Content> };
  responses?: Record<string, Answer>;
  security?: object[];
  deprecated?: boolean;
  "x-scope"?: string;
}

/** An OpenAPI document, as far as it is read here. */
export interface Specification extends Root {
  openapi: string;
  info: { title: string; version: string };
  tags?: { name: string }[];
  security?: object[];
  paths?: Record<string, Record<string, unknown>>;
}

/** A body that can be sent: its values by name, the first of which stands in the form at the beginning. */
export interface RequestBody {
  description: string;
  schema: Schema;
  examples: { name: string; value: unknown }[];
}

/** One operation, its references followed. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  deprecated: boolean;
  /** What a key must be allowed to do; absent where no scope is asked for. */
  scope: string | undefined;
  /** Whether a key belongs to the request. */
  secured: boolean;
  parameters: Parameter[];
  body: RequestBody | undefined;
  /** The media types of what comes back when it goes well. */
  accepts: string[];
  /** By the status that they stand at. */
  links: Record<string, Link[]>;
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch"] as const;
const JSON_TYPE = "application/json";

/** The operations of a document, in its order. Throws Error where a reference leads nowhere. */
export function operationsOf(document: Specification): Operation[] {
  const found: Operation[] = [];
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    const shared = (item["parameters"] ?? []) as Parameter[];
    for (const method of METHODS) {
      const body = item[method] as OperationBody | undefined;
      if (body !== undefined) found.push(operation(document, method, path, body, shared));
    }
  }
  return found;
}

function operation(
  document: Specification,
  method: string,
  path: string,
  body: OperationBody,
  shared: Parameter[],
): Operation {
  const own = (body.parameters ?? []).map((entry) => follow(document, entry));
  const inherited = shared
    .map((entry) => follow(document, entry))
    .filter((entry) => !own.some((other) => other.name === entry.name && other.in === entry.in));
  const answers = Object.entries(body.responses ?? {}).map(
    ([status, answer]) => [status, follow(document, answer)] as const,
  );
  const good = answers.filter(([status]) => status.startsWith("2"));
  return {
    id: body.operationId ?? `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase(),
    path,
    tag: body.tags?.[0] ?? "Other",
    summary: body.summary ?? path,
    description: body.description ?? "",
    deprecated: body.deprecated ?? false,
    scope: body["x-scope"],
    secured: (body.security ?? document.security ?? []).length > 0,
    parameters: [...inherited, ...own].map((entry) => ({ ...entry, schema: follow(document, entry.schema ?? {}) })),
    body: requestBody(document, body),
    accepts: [...new Set(good.flatMap(([, answer]) => Object.keys(answer.content ?? {})))],
    links: Object.fromEntries(answers.map(([status, answer]) => [status, Object.values(answer.links ?? {})])),
  };
}

function requestBody(document: Specification, body: OperationBody): RequestBody | undefined {
  const described = body.requestBody && follow(document, body.requestBody);
  const content = described?.content?.[JSON_TYPE];
  if (content === undefined) return undefined;
  const schema = content.schema ?? {};
  const examples = Object.entries(content.examples ?? {}).map(([name, entry]) => {
    const example = follow(document, entry);
    return { name: example.summary ?? name, value: example.value };
  });
  if (content.example !== undefined) examples.unshift({ name: "Example", value: content.example });
  if (examples.length === 0) examples.push({ name: "Made from the types", value: exampleOf(document, schema) });
  return { description: described?.description ?? "", schema, examples };
}
