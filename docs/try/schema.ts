/** JSON Schemas of an OpenAPI document: references followed, types in words, examples, fields. */

/** The part of a JSON Schema that is read here. */
export interface Schema {
  $ref?: string;
  title?: string;
  description?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** What references lead into: the document that a schema stands in. */
export interface Root {
  components?: Record<string, Record<string, unknown>>;
}

// Deeper than this an example is cut off: a type may hold itself.
const DEEPEST = 8;

/** `node`, with its `$ref` replaced by what it leads to; its other fields win. Throws Error where it leads nowhere. */
export function follow<T extends { $ref?: string }>(document: Root, node: T): T {
  const seen = new Set<string>();
  let found = node;
  while (found.$ref !== undefined) {
    const { $ref: reference, ...own } = found;
    if (seen.has(reference)) throw new Error(`The reference ${reference} comes back to itself.`);
    seen.add(reference);
    found = { ...(resolve(document, reference) as T), ...own } as T;
  }
  return found;
}

function resolve(document: Root, reference: string): unknown {
  if (!reference.startsWith("#/")) throw new Error(`The reference ${reference} leaves its document.`);
  const parts = reference.slice(2).split("/").map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const found = parts.reduce<unknown>(
    (node, part) => (node !== null && typeof node === "object" ? (node as Record<string, unknown>)[part] : undefined),
    document,
  );
  if (found === undefined) throw new Error(`The reference ${reference} leads nowhere.`);
  return found;
}

/** A value that fits a schema as far as types and limits say; patterns are not looked at. */
export function exampleOf(document: Root, given: Schema, depth = 0): unknown {
  const schema = joined(document, given, depth);
  if (schema.examples?.[0] !== undefined) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  if (depth > DEEPEST) return null;
  switch ([schema.type].flat()[0] ?? (schema.properties ? "object" : undefined)) {
    case "object": {
      const needed = (schema.required ?? []).map((name) => [
        name,
        exampleOf(document, schema.properties?.[name] ?? {}, depth + 1),
      ]);
      return Object.fromEntries(needed);
    }
    case "array": {
      const one = exampleOf(document, schema.items ?? {}, depth + 1);
      return Array.from({ length: schema.minItems ?? 0 }, () => one);
    }
    case "string":
      return "text".padEnd(schema.minLength ?? 0, "x").slice(0, schema.maxLength);
    case "integer":
    case "number":
      return schema.minimum ?? Math.min((schema.exclusiveMinimum ?? 0) + 1, schema.maximum ?? Infinity);
    case "boolean":
      return false;
    default:
      return null;
  }
}

/** A schema together with what its `allOf`, and the first of its choices, ask for besides. */
function joined(document: Root, given: Schema, depth: number): Schema {
  const { allOf = [], oneOf, anyOf, ...own } = follow(document, given);
  if (depth > DEEPEST) return own;
  const parts = [...allOf, ...(oneOf ?? anyOf ?? []).slice(0, 1)].map((part) => joined(document, part, depth + 1));
  return parts.reduce<Schema>((all, part) => {
    const required = [...(all.required ?? []), ...(part.required ?? [])];
    const properties = { ...part.properties, ...all.properties };
    return { ...part, ...all, required, ...(Object.keys(properties).length > 0 ? { properties } : {}) };
  }, own);
}

/** A type in a few words, such as `integer, 1 to 100, default 20`. */
export function typeText(document: Root, given: Schema): string {
  const schema = follow(document, given);
  const limits = [lengths(schema), range(schema), items(schema)].filter((text) => text !== "");
  const preset = schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`];
  return [kind(document, schema), ...limits, ...preset].join(", ");
}

function kind(document: Root, schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value)).join(" | ");
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((part) => kind(document, follow(document, part))))].join(" or ");
  }
  if (schema.type === "array" && schema.items !== undefined) {
    return `list of ${kind(document, follow(document, schema.items))}`;
  }
  return [schema.type ?? (schema.properties || schema.allOf ? "object" : "anything")].flat().join(" or ");
}

function lengths({ minLength, maxLength }: Schema): string {
  return between(minLength, maxLength, " character", " characters");
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): string {
  if (exclusiveMinimum === undefined && exclusiveMaximum === undefined) return between(minimum, maximum);
  const least = exclusiveMinimum === undefined ? between(minimum, undefined) : `more than ${exclusiveMinimum}`;
  const most = exclusiveMaximum === undefined ? between(undefined, maximum) : `less than ${exclusiveMaximum}`;
  return [least, most].filter((text) => text !== "").join(", ");
}

function items({ minItems, maxItems }: Schema): string {
  return between(minItems, maxItems, " entry", " entries");
}

function between(least: number | undefined, most: number | undefined, one = "", more = ""): string {
  const unit = (most ?? least) === 1 ? one : more;
  if (least !== undefined && most !== undefined) return `${least === most ? least : `${least} to ${most}`}${unit}`;
  if (most !== undefined) return `at most ${most}${unit}`;
  return least === undefined ? "" : `at least ${least}${unit}`;
}

/** A field of a body; those inside of another have its name before theirs: `settings.model`. */
export interface Field {
  name: string;
  required: boolean;
  type: string;
  description: string;
}

/** The fields of an object, those of the objects in it behind them. */
export function fieldsOf(document: Root, given: Schema, before = "", depth = 0): Field[] {
  const schema = follow(document, given);
  const parts = [schema, ...(schema.allOf ?? schema.oneOf ?? schema.anyOf ?? []).map((part) => follow(document, part))];
  const found = new Map<string, Field[]>();
  for (const part of parts) {
    for (const [name, property] of Object.entries(part.properties ?? {})) {
      if (found.has(name)) continue;
      const own = follow(document, property);
      const inner = own.type === "array" && own.items ? own.items : property;
      const field: Field = {
        name: before + name,
        required: part.required?.includes(name) ?? false,
        type: typeText(document, property),
        description: own.description ?? "",
      };
      const place = `${before}${name}${inner === property ? "" : "[]"}.`;
      found.set(name, [field, ...(depth < 2 ? fieldsOf(document, inner, place, depth + 1) : [])]);
    }
  }
  return [...found.values()].flat();
}
