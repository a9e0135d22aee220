import { useEffect, useRef } from "react";
import type { KeyQueue } from "@/app/_shell/keys/key-queue";

/** The target of the queue: the page, without the window over it. */
const CLOSED = "closed";

type ChoiceOptions = {
  isOpen: boolean;
  queue: KeyQueue<KeyboardEvent>;
  onClose: () => void;
};

/**
 * What is chosen in a window over the page runs when the window goes. It may move the focus, which else goes back to where it was.
 * The keys that are pressed meanwhile wait for it.
 */
export function useChoice({ isOpen, queue, onClose }: ChoiceOptions) {
  const chosen = useRef<(() => void) | null>(null);
  const run = () => {
    chosen.current?.();
    chosen.current = null;
  };
  useEffect(() => () => queue.drop(CLOSED), [queue]);
  return {
    /** Closes the window, and runs `choice` afterwards. */
    close(choice: (() => void) | null): void {
      if (!isOpen) return;
      chosen.current = choice;
      queue.begin(run, CLOSED);
      onClose();
    },
    onClosed(): void {
      queue.releaseNow(CLOSED); // soon, the focus goes back to where it was, unless it is moved
      run(); // if another action waits in the queue by now
    },
  };
}
