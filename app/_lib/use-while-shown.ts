"use client";

import { useEffect, useRef } from "react";

/**
 * `act` while the component is shown, and nothing once it is gone. For what an answer does to the screen: a late one would close a
 * dialog that was opened since, or leave the page to which its reader has gone.
 */
export function useWhileShown<Input extends unknown[]>(
  act: (...input: Input) => void,
): (...input: Input) => void {
  const isShown = useRef(true);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  return (...input) => {
    if (isShown.current) act(...input);
  };
}
