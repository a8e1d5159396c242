import { describeFiles } from "../../test/files.ts";
import { describeFinding } from "../../test/finding.ts";
import { describeUniversal } from "../../test/universal.ts";

await describeUniversal("pyodide-313");
await describeFinding("pyodide-313");
await describeFiles("pyodide-313");
