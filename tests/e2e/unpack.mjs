// Unpacks the packaged browser, its fonts and its libraries into TMPDIR. Argument: the folder of the Node tools.

import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";

const require = createRequire(path.join(process.argv[2], "package.json"));
const { inflate } = require("@sparticuz/chromium");
const packed = path.join(path.dirname(require.resolve("@sparticuz/chromium")), "..", "bin");
const parts = ["chromium.br", "swiftshader.tar.br", "fonts.tar.br", "al2023.tar.br"];
await Promise.all(parts.map((part) => inflate(path.join(packed, part))));
