import { describeFast } from "../../test/fast.ts";

describeFast("pyodide-313");
