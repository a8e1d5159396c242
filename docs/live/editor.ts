/** The editors of the live page. */

import { cpp } from "@codemirror/lang-cpp";
import { javascript } from "@codemirror/lang-javascript";
import { python } from "@codemirror/lang-python";
import { syntaxHighlighting } from "@codemirror/language";
import { Compartment, type Extension } from "@codemirror/state";
import { classHighlighter } from "@lezer/highlight";
import { basicSetup, EditorView } from "codemirror";

/** The languages that are edited. */
export type EditedLanguage = "ts" | "c" | "py";

const languages: Readonly<Record<EditedLanguage, () => Extension>> = {
  ts: () => javascript({ typescript: true }),
  c: cpp,
  py: python,
};

/** An editor. */
export interface Editor {
  /** The text. */
  text(): string;
  /** Replaces the text and the language. */
  set(text: string, language: EditedLanguage): void;
}

/** Puts an editor into an element. */
export function createEditor(parent: HTMLElement, label: string, language: EditedLanguage): Editor {
  const chosen = new Compartment();
  const view = new EditorView({
    parent,
    extensions: [
      basicSetup,
      syntaxHighlighting(classHighlighter),
      chosen.of(languages[language]()),
      EditorView.contentAttributes.of({ "aria-label": label }),
    ],
  });
  return {
    text: () => view.state.doc.toString(),
    set: (text, next) =>
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        effects: chosen.reconfigure(languages[next]()),
      }),
  };
}
