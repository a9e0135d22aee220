/** What a page remembers between visits, by name. Falls back to memory where the browser refuses storage. */
export type Storage = {
  read(name: string): string | null;
  write(name: string, value: string): void;
  remove(name: string): void;
  names(): string[];
  /** Calls the listener with the name of what another tab has changed. */
  watch(listener: (name: string) => void): void;
};

/** The storage of one inbox: other inboxes of the same site have their own names. */
export function openStorage(inbox: string, area: () => globalThis.Storage = () => localStorage): Storage {
  const prefix = `tickline.${inbox}.`;
  /** What the browser did not store. */
  const memory = new Map<string, string>();
  const attempt = <T>(work: (storage: globalThis.Storage) => T): T | undefined => {
    try {
      return work(area());
    } catch {
      return undefined; // refused, or full: memory has the value
    }
  };
  return {
    read: (name) => memory.get(name) ?? attempt((storage) => storage.getItem(prefix + name)) ?? null,
    write(name, value) {
      const isStored = attempt((storage) => {
        storage.setItem(prefix + name, value);
        return true;
      });
      if (isStored) memory.delete(name);
      else memory.set(name, value);
    },
    remove(name) {
      memory.delete(name);
      attempt((storage) => storage.removeItem(prefix + name));
    },
    names() {
      const stored = attempt((storage) => Object.keys(storage)) ?? [];
      const own = stored.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      return [...new Set([...own, ...memory.keys()])];
    },
    watch(listener) {
      addEventListener("storage", ({ key }) => {
        if (key?.startsWith(prefix)) listener(key.slice(prefix.length));
      });
    },
  };
}
