const target = { displayId: 1 };

/** Macros: their own commands, and those on a conversation. */
export const MACRO_TWINS = {
  "macros.create": { v1: "post /v1/macros", base: { name: "Close", actions: [{ type: "follow" }] } },
  "macros.update": { v1: "patch /v1/macros/{id}", target: { macroId: 1 }, base: {} },
  "changes.runMacro": {
    v1: "post /v1/conversations/{displayId}/macro",
    target,
    base: { macroId: 1 },
  },
  "changes.undoMacro": {
    v1: "post /v1/conversations/{displayId}/undo-macro",
    target,
    base: { operationId: "0192f0c0-0000-7000-8000-000000000000" },
  },
};
