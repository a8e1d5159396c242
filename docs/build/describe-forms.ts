/** Doc comments of the context's members, as Markdown. */

import type { Documentation, Form } from "./typescript-forms.ts";

function tagText({ name, of, text }: Documentation["tags"][number]): string {
  switch (name) {
    case "throws":
      return `- Throws ${text}`;
    case "param":
      return `- \`${of}\`: ${text}`;
    case "returns":
      return `- Returns ${text}`;
    case "example":
      return text.startsWith("`") && !text.startsWith("```") ? `- Example: ${text}` : "";
    default:
      return "";
  }
}

/** What the doc comments of forms say. @param name the function in C, which they need not name again. */
export function describeForms(forms: readonly Form[], name: string): string {
  const texts = [...new Set(forms.map(({ text }) => text).filter((text) => text !== ""))];
  const tags = [...new Set(forms.flatMap((form) => form.tags.map(tagText)).filter((text) => text !== ""))];
  const text = [...texts, tags.join("\n")].filter((part) => part !== "").join("\n\n");
  return text.replace(` (\`${name}\`)`, "");
}
