import { useRef } from "react";
import { newId } from "./new-id";

/** Returns a function for the client id of an input: the same for the same input, and another for what was changed since. */
export function useClientId(): (input: object) => string {
  const last = useRef({ input: "", clientId: "" });
  return (input) => {
    const text = JSON.stringify(input);
    if (last.current.input !== text) last.current = { input: text, clientId: newId() };
    return last.current.clientId;
  };
}
