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

export type Clock = {
  due?: number
  lines: Array<string>
  name: string
  round: number
  state: string
  whose: "ours" | "hotline"
}

export type Conversation = {
  account: string
  channel: string
  driver: string
  id: number
  last: {
    from: string
    text: string
  }
  mode: "person" | "waiting" | "bot" | "idle"
  person?: {
    by: string
    danger: boolean
    display: string
    reason: string
    since: number
  }
  sequence: number
  tasks: Array<Task>
  tickets: Array<TicketBrief>
  updated: number
}

export type Exchange = {
  act: string
  began: number
  by: string
  chain: string
  ended: number
  hotline: string
  number: string
  outcome: string
  sequence: number
  status: number
}

export type Forward = {
  attempt: number
  created: number
  deadline: number
  due: number
  error: string
  hotline: string
  id: number
  number: string
  state: string
  ticket: string
}

export type Found = {
  at: number
  channel: string
  conversation: number
  driver: string
  id: string
  line?: {
    by?: string
    from: string
    internal?: boolean
    line: number
    sequence: number
  }
  marks: Array<{
    begin: number
    end: number
  }>
  text: string
  ticket?: Ticket
}

export type Line = {
  by?: string
  from: string
  internal?: boolean
  media?: number
  options?: Array<string>
  place?: string
  text: string
  understood?: {
    confidence: number
    danger: string
    marks: Array<{
      begin: number
      end: number
      negated: boolean
      why: string
    }>
    outputs: Array<{
      name: string
      runner_up: string
      runner_up_score: number
      score: number
      value: string
    }>
    route: string
  }
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

export type Task = {
  conversation: number
  created: number
  id: number
  kind: string
  reason: string
  ticket: string
}

export type Ticket = {
  accepted: number
  changed: number
  conversation: number
  external_number: string
  hotline: string
  number: string
  promise: string
  status: string
  status_text: string
  title: string
  urgency: string
}

export type TicketBrief = {
  hotline: string
  number: string
  status: string
  status_text: string
  title: string
  urgency: string
}

export type TicketEvent = {
  act: string
  action: string
  actor: string
  at: number
  detail: string
  from: string
  note: string
  sequence: number
  to: string
}

export type TicketField = {
  field: string
  value: string
}

export type Turn = {
  at: number
  lines: Array<Line>
  sequence: number
}

export type Turns = {
  earlier: boolean
  items: Array<Turn>
  version: number
}

export type Understood = {
  confidence: number
  danger: string
  marks: Array<{
    begin: number
    end: number
    negated: boolean
    why: string
  }>
  outputs: Array<{
    name: string
    runner_up: string
    runner_up_score: number
    score: number
    value: string
  }>
  route: string
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
  conversations: {
    path: undefined
    query: {
      before?: string
      most?: number
      mode?: string
      hotline?: string
      needs?: string
      mine?: string
    }
    body: undefined
    answer: {
      items: Array<Conversation>
      next?: string
      waiting: number
    }
  }
  conversation: {
    path: {
      id: string
    }
    query: undefined
    body: undefined
    answer: {
      conversation: Conversation
      frames: Array<{
        asks: string
        dialog: string
        slots: Array<{
          name: string
          value: string
        }>
        title: string
      }>
      reach: {
        left: number
        until: number
        way: "live" | "active" | "with_next" | "none"
      }
    }
  }
  giveBack: {
    path: {
      id: string
    }
    query: undefined
    body: {
      instead?: boolean
    }
    answer: {
      sequence: number
    }
  }
  note: {
    path: {
      id: string
    }
    query: undefined
    body: {
      text: string
    }
    answer: {
      sequence: number
    }
  }
  reply: {
    path: {
      id: string
    }
    query: undefined
    body: {
      text: string
    }
    answer: {
      sequence: number
    }
  }
  takeOver: {
    path: {
      id: string
    }
    query: undefined
    body: {
      instead?: boolean
    }
    answer: {
      sequence: number
    }
  }
  turns: {
    path: {
      id: string
    }
    query: {
      after?: string
      before?: string
    }
    body: undefined
    answer: Turns
  }
  unmask: {
    path: {
      id: string
    }
    query: undefined
    body: {
      reason: string
    }
    answer: Turns
  }
  events: {
    path: undefined
    query: undefined
    body: undefined
    answer: string
  }
  forwards: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<Forward>
    }
  }
  closeForward: {
    path: {
      id: string
    }
    query: undefined
    body: {
      reason: string
    }
    answer: Record<string, never>
  }
  confirmForward: {
    path: {
      id: string
    }
    query: undefined
    body: {
      number: string
    }
    answer: Record<string, never>
  }
  resendForward: {
    path: {
      id: string
    }
    query: undefined
    body: Record<string, never>
    answer: Record<string, never>
  }
  search: {
    path: undefined
    query: undefined
    body: {
      among?: "everything" | "lines" | "tickets"
      before?: string
      from?: number
      most?: number
      to?: number
      words: string
    }
    answer: {
      hint?: string
      items: Array<Found>
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
  tasks: {
    path: undefined
    query: {
      after?: string
      most?: number
    }
    body: undefined
    answer: {
      items: Array<Task>
      next?: string
    }
  }
  closeTask: {
    path: {
      id: string
    }
    query: undefined
    body: Record<string, never>
    answer: Record<string, never>
  }
  tickets: {
    path: undefined
    query: {
      before?: string
      most?: number
      hotline?: string
      status?: string
    }
    body: undefined
    answer: {
      items: Array<Ticket>
      next?: string
    }
  }
  ticket: {
    path: {
      number: string
    }
    query: undefined
    body: undefined
    answer: {
      clocks: Array<Clock>
      events: Array<TicketEvent>
      exchanges: Array<Exchange>
      form: Array<TicketField>
      forwards: Array<Forward>
      promise_title: string
      ticket: Ticket
    }
  }
  orderTicket: {
    path: {
      number: string
    }
    query: undefined
    body: {
      kind: string
      other?: string
      reason?: string
      until?: number
      words?: string
    }
    answer: Record<string, never>
  }
  unmaskTicket: {
    path: {
      number: string
    }
    query: undefined
    body: {
      reason: string
    }
    answer: {
      form: Array<TicketField>
    }
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
  conversations: { method: "GET", path: "/api/conversations", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  conversation: { method: "GET", path: "/api/conversations/{id}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  giveBack: { method: "POST", path: "/api/conversations/{id}/give-back", roles: ["operator","supervisor","administrator"] },
  note: { method: "POST", path: "/api/conversations/{id}/note", roles: ["operator","supervisor","administrator"] },
  reply: { method: "POST", path: "/api/conversations/{id}/reply", roles: ["operator","supervisor","administrator"] },
  takeOver: { method: "POST", path: "/api/conversations/{id}/take", roles: ["operator","supervisor","administrator"] },
  turns: { method: "GET", path: "/api/conversations/{id}/turns", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  unmask: { method: "POST", path: "/api/conversations/{id}/unmask", roles: ["operator","supervisor","administrator"] },
  events: { method: "GET", path: "/api/events", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  forwards: { method: "GET", path: "/api/forwards", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  closeForward: { method: "POST", path: "/api/forwards/{id}/close", roles: ["supervisor","administrator"] },
  confirmForward: { method: "POST", path: "/api/forwards/{id}/confirm", roles: ["operator","supervisor","administrator"] },
  resendForward: { method: "POST", path: "/api/forwards/{id}/resend", roles: ["operator","supervisor","administrator"] },
  search: { method: "POST", path: "/api/search", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  signOut: { method: "DELETE", path: "/api/session", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  session: { method: "GET", path: "/api/session", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  signIn: { method: "POST", path: "/api/session", roles: [] },
  changeOwnPassword: { method: "PUT", path: "/api/session/password", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  tasks: { method: "GET", path: "/api/tasks", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  closeTask: { method: "POST", path: "/api/tasks/{id}/close", roles: ["operator","supervisor","administrator"] },
  tickets: { method: "GET", path: "/api/tickets", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  ticket: { method: "GET", path: "/api/tickets/{number}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  orderTicket: { method: "POST", path: "/api/tickets/{number}/orders", roles: ["operator","supervisor","administrator"] },
  unmaskTicket: { method: "POST", path: "/api/tickets/{number}/unmask", roles: ["operator","supervisor","administrator"] },
}
