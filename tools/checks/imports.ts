/** Every import of a source file, type imports included. */

import ts from "typescript";
import { locate, type SourceFile } from "./source-files.ts";

/** One import: what the source says between the quotes, and where. */
export interface Import {
  readonly specifier: string;
  readonly at: string;
}

/**
 * Finds `import … from`, `export … from`, `import("…")` both as a call and as a type, and `declare module "…"`, in
 * the order of the source.
 */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) found.push({ specifier, at: locate(file, node) });
    ts.forEachChild(node, visit);
  };
  visit(file.tree);
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  const name = nameOf(node);
  return name !== undefined && ts.isStringLiteralLike(name) ? name.text : undefined;
}

function nameOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isModuleDeclaration(node)) return node.name;
  if (ts.isImportTypeNode(node))
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return undefined;
}
