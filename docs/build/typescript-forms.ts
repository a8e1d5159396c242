/** The context as TypeScript sees it, read from the sources of `@hpyjs/extension`: declarations and doc comments. */

import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { root } from "./root.ts";

/** What a doc comment says. */
export interface Documentation {
  /** The text before the tags. */
  readonly text: string;
  /** The tags, in order: `throws`, `param`, `returns`, `example`. */
  readonly tags: readonly { readonly name: string; readonly of: string; readonly text: string }[];
}

/** A member of the context. */
export interface Form extends Documentation {
  /** The declaration: `ctx.List_Append(list: HPy, item: HPy): void`. */
  readonly declaration: string;
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
  const text = ts.getTextOfJSDocComment(comment) ?? "";
  return text.replaceAll(/\{@link ([^}]+)\}/g, "`$1`").trim();
}

/** The doc comment of a declaration. */
function documentationOf(node: ts.Node): Documentation {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return {
    text: docs.map(({ comment }) => textOf(comment)).join("\n\n"),
    tags: docs
      .flatMap(({ tags }) => [...(tags ?? [])])
      .map((tag) => {
        const of = ts.isJSDocParameterTag(tag) ? tag.name.getText() : "";
        // The parser takes the first word of `@throws` for a type only in braces; a dash before a text is decoration.
        return { name: tag.tagName.text, of, text: textOf(tag.comment).replace(/^- /, "") };
      }),
  };
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(root + path, "utf8"), ts.ScriptTarget.Latest, true);
}

/**
 * The members of the context, by name; one that has overloads has several forms. What only hybrid modules have, under
 * names in camelCase, is here under the context's.
 */
export function contextForms(): ReadonlyMap<string, readonly Form[]> {
  const forms = new Map<string, Form[]>();
  const files = globSync("packages/extension/src/{context/*,helpers/*,context,hybrid/legacy}.ts", {
    cwd: root,
  });
  for (const path of files.sort()) {
    for (const statement of parse(path.replaceAll("\\", "/")).statements) {
      if (!ts.isInterfaceDeclaration(statement)) continue;
      const isLegacy = statement.name.text === "Legacy";
      if (!isLegacy && !/Context$|^Comforts$/.test(statement.name.text)) continue;
      for (const member of statement.members) {
        const own = member.name?.getText();
        if (own === undefined) continue;
        const name = isLegacy ? own.replace(/^[a-z]/, (letter) => letter.toUpperCase()) : own;
        const text = member
          .getText()
          .replace(/^readonly /, "")
          .replace(/;$/, "")
          .replaceAll(/\n {2}/g, "\n");
        const declaration = `${isLegacy ? "legacy" : "ctx"}.${text}`;
        forms.set(name, [...(forms.get(name) ?? []), { declaration, ...documentationOf(member) }]);
      }
    }
  }
  return forms;
}

/** What the files of the spec say about their families, by the name of the exported constant. */
export function familyDocumentation(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of globSync("packages/core/src/spec/*.ts", { cwd: root })) {
    for (const statement of parse(path.replaceAll("\\", "/")).statements) {
      if (!ts.isVariableStatement(statement)) continue;
      const name = statement.declarationList.declarations[0]?.name.getText() ?? "";
      found.set(name, documentationOf(statement).text);
    }
  }
  return found;
}
