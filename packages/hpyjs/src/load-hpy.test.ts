import { describeLoading } from "../test/loading.ts";

await describeLoading("pyodide-314");
