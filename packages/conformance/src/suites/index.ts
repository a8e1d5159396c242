/** The suites, one a family, in the order in which they run. */

import type { Suite } from "../suite.ts";
import { lifetime } from "./lifetime.ts";
import { list } from "./list.ts";

/** All suites, alphabetically. */
export const suites: readonly Suite[] = [lifetime, list];
