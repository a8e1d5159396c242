/**
 * The slots that a type or a module can fill: `HPySlot_Slot`. Numbers below 1000 are those of CPython's `Py_*` slots,
 * and every CPython that HPy.js supports (3.12 and later) has all of them; the others are HPy's own. 61 slots are
 * upstream's; nine go beyond it.
 */

/** One slot. */
export interface SlotRow {
  /** The number in `HPySlot_Slot`. */
  readonly number: number;
  /** The name without its `HPy_` prefix. */
  readonly name: string;
  /** The name of the implementation's signature. */
  readonly signature: string;
  /** What the slot belongs to. */
  readonly of: "type" | "module";
  /** Whether upstream does not have it. */
  readonly beyond: boolean;
}

function slot(number: number, name: string, signature: string): SlotRow {
  return { number, name, signature, of: name.startsWith("mod_") ? "module" : "type", beyond: false };
}

function beyond(number: number, name: string, signature: string): SlotRow {
  return { ...slot(number, name, signature), beyond: true };
}

/** The slots, by number. */
export const slots: readonly SlotRow[] = [
  slot(1, "bf_getbuffer", "GETBUFFERPROC"),
  slot(2, "bf_releasebuffer", "RELEASEBUFFERPROC"),
  slot(3, "mp_ass_subscript", "OBJOBJARGPROC"),
  slot(4, "mp_length", "LENFUNC"),
  slot(5, "mp_subscript", "BINARYFUNC"),
  slot(6, "nb_absolute", "UNARYFUNC"),
  slot(7, "nb_add", "BINARYFUNC"),
  slot(8, "nb_and", "BINARYFUNC"),
  slot(9, "nb_bool", "INQUIRY"),
  slot(10, "nb_divmod", "BINARYFUNC"),
  slot(11, "nb_float", "UNARYFUNC"),
  slot(12, "nb_floor_divide", "BINARYFUNC"),
  slot(13, "nb_index", "UNARYFUNC"),
  slot(14, "nb_inplace_add", "BINARYFUNC"),
  slot(15, "nb_inplace_and", "BINARYFUNC"),
  slot(16, "nb_inplace_floor_divide", "BINARYFUNC"),
  slot(17, "nb_inplace_lshift", "BINARYFUNC"),
  slot(18, "nb_inplace_multiply", "BINARYFUNC"),
  slot(19, "nb_inplace_or", "BINARYFUNC"),
  slot(20, "nb_inplace_power", "TERNARYFUNC"),
  slot(21, "nb_inplace_remainder", "BINARYFUNC"),
  slot(22, "nb_inplace_rshift", "BINARYFUNC"),
  slot(23, "nb_inplace_subtract", "BINARYFUNC"),
  slot(24, "nb_inplace_true_divide", "BINARYFUNC"),
  slot(25, "nb_inplace_xor", "BINARYFUNC"),
  slot(26, "nb_int", "UNARYFUNC"),
  slot(27, "nb_invert", "UNARYFUNC"),
  slot(28, "nb_lshift", "BINARYFUNC"),
  slot(29, "nb_multiply", "BINARYFUNC"),
  slot(30, "nb_negative", "UNARYFUNC"),
  slot(31, "nb_or", "BINARYFUNC"),
  slot(32, "nb_positive", "UNARYFUNC"),
  slot(33, "nb_power", "TERNARYFUNC"),
  slot(34, "nb_remainder", "BINARYFUNC"),
  slot(35, "nb_rshift", "BINARYFUNC"),
  slot(36, "nb_subtract", "BINARYFUNC"),
  slot(37, "nb_true_divide", "BINARYFUNC"),
  slot(38, "nb_xor", "BINARYFUNC"),
  slot(39, "sq_ass_item", "SSIZEOBJARGPROC"),
  slot(40, "sq_concat", "BINARYFUNC"),
  slot(41, "sq_contains", "OBJOBJPROC"),
  slot(42, "sq_inplace_concat", "BINARYFUNC"),
  slot(43, "sq_inplace_repeat", "SSIZEARGFUNC"),
  slot(44, "sq_item", "SSIZEARGFUNC"),
  slot(45, "sq_length", "LENFUNC"),
  slot(46, "sq_repeat", "SSIZEARGFUNC"),
  slot(50, "tp_call", "KEYWORDS"),
  slot(54, "tp_descr_get", "TERNARYFUNC"),
  beyond(55, "tp_descr_set", "DESCRSETFUNC"),
  beyond(58, "tp_getattro", "GETATTROFUNC"),
  slot(59, "tp_hash", "HASHFUNC"),
  slot(60, "tp_init", "INITPROC"),
  beyond(62, "tp_iter", "GETITERFUNC"),
  beyond(63, "tp_iternext", "ITERNEXTFUNC"),
  slot(65, "tp_new", "NEWFUNC"),
  slot(66, "tp_repr", "REPRFUNC"),
  slot(67, "tp_richcompare", "RICHCMPFUNC"),
  beyond(69, "tp_setattro", "SETATTROFUNC"),
  slot(70, "tp_str", "REPRFUNC"),
  slot(71, "tp_traverse", "TRAVERSEPROC"),
  slot(75, "nb_matrix_multiply", "BINARYFUNC"),
  slot(76, "nb_inplace_matrix_multiply", "BINARYFUNC"),
  beyond(77, "am_await", "GETITERFUNC"),
  beyond(78, "am_aiter", "GETITERFUNC"),
  beyond(79, "am_anext", "UNARYFUNC"),
  slot(80, "tp_finalize", "DESTRUCTOR"),
  beyond(81, "am_send", "SENDFUNC"),
  slot(1000, "tp_destroy", "DESTROYFUNC"),
  slot(2000, "mod_create", "MOD_CREATE"),
  slot(2001, "mod_exec", "INQUIRY"),
];
