// What stands behind the page: it has the key, and gives the page a ticket for each connection.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import { Orchestra } from "@ai-orchestra/sdk";

const orchestra = new Orchestra();
const { ORCHESTRA_BASE_URL, PORT, SERVICE_URL } = process.env;
// Where pages reach the service, if that is another address than here.
const serviceUrl = SERVICE_URL ?? ORCHESTRA_BASE_URL ?? "http://127.0.0.1:8000";

function file(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

async function answer(method: string, path: string): Promise<[number, string, string]> {
  if (method === "POST" && path === "/ticket") {
    // This is the place to look who is logged in, and to name the one session that is theirs.
    const { ticket } = await orchestra.wsTickets.create({ origin });
    return [200, "application/json", JSON.stringify({ ticket })];
  }
  if (path === "/") return [200, "text/html; charset=utf-8", file("index.html").replace("BASE_URL", serviceUrl)];
  if (path === "/page.js") return [200, "text/javascript", file("page.js")];
  return [404, "text/plain", "There is nothing here."];
}

const server = createServer(async ({ method, url }, response) => {
  const [status, type, body] = await answer(method ?? "", url ?? "").catch((error: unknown): [number, string, string] => {
    console.error(error);
    return [502, "text/plain", "The service gave no ticket."];
  });
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
});
await new Promise<void>((done) => server.listen(Number(PORT ?? 8080), "127.0.0.1", done));
// The origin that a ticket is for; with your own domain, that.
const address = server.address();
const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : address}`;
console.log(origin);
