/** Who acts. `customer`: a visitor, a device or a sender, who may run only the commands that are open to customers. */
export type Role = "administrator" | "agent" | "system" | "customer";

/** Whether they have the rights of administrators: administrators, and the system itself. */
export const isAdministrative = ({ role }: { role: Role }): boolean =>
  role === "administrator" || role === "system";
