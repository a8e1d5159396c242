/** Where it begins: an object of JavaScript, whose functions Python calls through proxies. */

/** What such a function needs of a Python list that it gets: Pyodide's PyProxy. */
export interface PyList {
  toJs(): unknown[];
}

/** The words in a text. */
export function words(text: string): string[] {
  const segmenter = new Intl.Segmenter("en", { granularity: "word" });
  return [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/** A list of texts in the order of a language. */
export function collate(texts: PyList, locale: string): string[] {
  return (texts.toJs() as string[]).sort(new Intl.Collator(locale).compare);
}

/** Whether a text has a word. */
export function contains(text: string, word: string): boolean {
  return words(text).includes(word);
}
