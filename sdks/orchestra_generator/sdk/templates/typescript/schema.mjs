// Types of one OpenAPI document, by openapi-typescript: `node schema.mjs openapi.json schema.ts`.
// Where a list of values may grow, a string is taken beside them, in the form that keeps completion in editors.
import { readFileSync, writeFileSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

const { factory } = ts;
const [source, target] = process.argv.slice(2);
const document = JSON.parse(readFileSync(source, "utf8"));

const text = (value) => factory.createLiteralTypeNode(factory.createStringLiteral(value));
const anyString = factory.createParenthesizedType(
  factory.createIntersectionTypeNode([
    factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    factory.createTypeLiteralNode([]),
  ]),
);

const ast = await openapiTS(document, {
  transform(schema) {
    if (schema["x-open"] && schema.enum) {
      return factory.createUnionTypeNode([...schema.enum.map(text), anyString]);
    }
  },
});
writeFileSync(target, astToString(ast));
