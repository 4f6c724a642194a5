// Made by api_types.mjs from openapi.json. Do not edit.

export type Account = {
  created: number
  disabled: boolean
  display: string
  id: number
  name: string
  one_time_code: boolean
  role: string
}

export type AuditEntry = {
  action: string
  actor: string
  at: number
  hash: string
  note: string
  number: number
  object: string
  role: string
}

export type Session = {
  ends: number
  person: {
    display: string
    name: string
    role: "viewer" | "operator" | "supervisor" | "script_author" | "auditor" | "administrator"
  }
  token: string
}

export interface Operations {
  accounts: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<Account>
    }
  }
  addAccount: {
    path: undefined
    query: undefined
    body: {
      display: string
      name: string
      one_time_code?: boolean
      role: string
    }
    answer: {
      id: number
      one_time_uri: string
      password: string
    }
  }
  changeAccount: {
    path: {
      id: string
    }
    query: undefined
    body: {
      disabled?: boolean
      display?: string
      reason?: string
      role?: string
    }
    answer: Record<string, never>
  }
  audit: {
    path: undefined
    query: {
      before?: string
      most?: number
    }
    body: undefined
    answer: {
      items: Array<AuditEntry>
      next?: string
    }
  }
  signOut: {
    path: undefined
    query: undefined
    body: undefined
    answer: Record<string, never>
  }
  session: {
    path: undefined
    query: undefined
    body: undefined
    answer: Session
  }
  signIn: {
    path: undefined
    query: undefined
    body: {
      code?: string
      name: string
      password: string
    }
    answer: Session
  }
  changeOwnPassword: {
    path: undefined
    query: undefined
    body: {
      new: string
      old: string
    }
    answer: Record<string, never>
  }
}

export interface Route {
  method: string
  path: string
  roles: readonly string[]
}

export const kRoutes: Record<keyof Operations, Route> = {
  accounts: { method: "GET", path: "/api/accounts", roles: ["auditor","administrator"] },
  addAccount: { method: "POST", path: "/api/accounts", roles: ["administrator"] },
  changeAccount: { method: "PUT", path: "/api/accounts/{id}", roles: ["administrator"] },
  audit: { method: "GET", path: "/api/audit", roles: ["auditor","administrator"] },
  signOut: { method: "DELETE", path: "/api/session", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  session: { method: "GET", path: "/api/session", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  signIn: { method: "POST", path: "/api/session", roles: [] },
  changeOwnPassword: { method: "PUT", path: "/api/session/password", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
}
