"use client";

import type { Menu as Base } from "@base-ui/react/menu";
import { createContext, useContext } from "react";

/** The library's components, provided to the items of a menu by the window that contains them. */
export const MenuParts = createContext<typeof Base | null>(null);

export function useMenuParts(): typeof Base {
  const parts = useContext(MenuParts);
  if (!parts) throw new Error("an item of a menu needs a <Menu> around it");
  return parts;
}
