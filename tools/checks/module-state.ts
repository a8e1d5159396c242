/**
 * No mutable state at module level: two interpreters, four contexts and any mix of modes live side by side in one
 * process, so whatever changes belongs to an object that somebody made. Found are, at the top level of a file:
 *
 * - `let`, `var` and `using`;
 * - a Map, Set, WeakMap or WeakSet, unless its declared type is a ReadonlyMap or a ReadonlySet;
 * - an array whose declared type is not readonly;
 * - a static field of a class that is not readonly.
 */

import ts from "typescript";
import { type Finding, locate, type SourceFile } from "./source-files.ts";

/** Checks the top level of every file. */
export function checkModuleState(files: readonly SourceFile[]): readonly Finding[] {
  return files.flatMap((file) =>
    file.tree.statements.flatMap((statement) => {
      if (ts.isVariableStatement(statement)) return variables(file, statement.declarationList);
      if (ts.isClassDeclaration(statement)) return statics(file, statement);
      return [];
    }),
  );
}

function variables(file: SourceFile, list: ts.VariableDeclarationList): readonly Finding[] {
  const constant = (list.flags & ts.NodeFlags.BlockScoped) === ts.NodeFlags.Const;
  return list.declarations.flatMap((declaration) => {
    const wrong = constant ? mutableValue(declaration) : "is not a const";
    return wrong === undefined ? [] : [finding(file, declaration, declaration.name.getText(), wrong)];
  });
}

function mutableValue({ type, initializer }: ts.VariableDeclaration): string | undefined {
  const declared = type?.getText() ?? "";
  if (initializer === undefined) return undefined;
  if (ts.isNewExpression(initializer) && /^(Weak)?(Map|Set)$/.test(initializer.expression.getText())) {
    const made = initializer.expression.getText();
    return /^Readonly(Map|Set)\b/.test(declared) ? undefined : `is a ${made} that anybody can change`;
  }
  if (ts.isArrayLiteralExpression(initializer)) {
    return /^(readonly\b|Readonly(Array)?<)/.test(declared)
      ? undefined
      : "is an array that anybody can change";
  }
  return undefined;
}

function statics(file: SourceFile, declaration: ts.ClassDeclaration): readonly Finding[] {
  return declaration.members.flatMap((member) => {
    if (!ts.isPropertyDeclaration(member)) return [];
    const has = (kind: ts.SyntaxKind): boolean => member.modifiers?.some((one) => one.kind === kind) ?? false;
    if (!has(ts.SyntaxKind.StaticKeyword) || has(ts.SyntaxKind.ReadonlyKeyword)) return [];
    return [finding(file, member, member.name.getText(), "is a static field that is not readonly")];
  });
}

function finding(file: SourceFile, node: ts.Node, name: string, wrong: string): Finding {
  return `${locate(file, node)}: module-level state: ${name} ${wrong}`;
}
