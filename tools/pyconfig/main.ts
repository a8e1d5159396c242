/**
 * Writes `packages/devel/python/pyconfig.json`: how CPython was configured in each Pyodide, asked of Pyodide itself. Run it
 * when a Pyodide was added or renewed: `node tools/pyconfig/main.ts`. A test proves that the file is fresh.
 */

import { writeFileSync } from "node:fs";
import { configurations, target } from "./configurations.ts";

writeFileSync(target, `${JSON.stringify(configurations(), null, 2)}\n`);
