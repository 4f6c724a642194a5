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

export type ClockFigures = {
  begun: number
  clock: string
  ended: number
  kept: number
  kept_late: number
  late_open: number
  median: number
  ninety: number
  on_time: Rate
  open: number
  title: string
  unknown: number
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

export type CountOf = {
  count: number
  name: string
}

export type Counted = {
  count: number
  name: string
}

export type Diagnostic = {
  code: string
  column: number
  file: string
  fix: string
  line: number
  message: string
  severity: "error" | "warning"
}

export type Draft = {
  at: number
  base: number
  by: string
  name: string
  revision: number
}

export type DraftFile = {
  bytes: number
  change: "same" | "changed" | "new"
  kind: string
  path: string
  title: string
  version: string
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

export type FileFault = {
  fix: string
  line: number
  message: string
}

export type FileTable = {
  columns: Array<string>
  name: string
  rows: Array<Array<string>>
}

export type Flow = {
  edges: Array<FlowEdge>
  nodes: Array<FlowNode>
}

export type FlowEdge = {
  from: string
  label: string
  to: string
}

export type FlowNode = {
  id: string
  kind: string
  line: number
  lines: Array<string>
  title: string
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

export type GateStep = {
  checked: number
  refusals: Array<string>
  remarks: Array<string>
  title: string
}

export type Line = {
  at?: {
    exact: boolean
    latitude: number
    longitude: number
  }
  by?: string
  from: string
  internal?: boolean
  kind?: string
  media?: number
  options?: Array<string>
  photos?: Array<string>
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

export type Rate = {
  are: number
  of: number
}

export type Release = {
  at: number
  by: string
  change: string
  confirmed_by: string
  kind: string
  moves_all: boolean
  note: string
  number: number
  release: string
}

export type ReplayReport = {
  differences: Array<{
    layer: string
    recording: string
    what: string
  }>
  layers: Array<Counted>
  less_asked: Array<Counted>
  more_asked: Array<Counted>
  recordings: number
  text: string
}

export type RuleCounts = {
  after: number
  before: number
  days: Array<number>
  rule: string
}

export type SavedView = {
  author: string
  id: number
  list: "conversations" | "tickets"
  name: string
  query: string
  revision: number
  shared: boolean
}

export type Scope = {
  accepted: number
  clocks: Array<ClockFigures>
  duplicates: number
  name: string
  over_time: number
  paused: number
  reopened: number
  responded: Rate
  returned: number
  satisfied: Rate
  scope: "all" | "profile" | "hotline"
  solved: Rate
  still_open: number
  title: string
  unreached: number
  withdrawn: number
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

export type Sheet = {
  accepted: number
  lines: Array<{
    label: string
    spoken: string
    value: string
  }>
  missing: Array<string>
  number: string
  recipient: string
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

export type TrialReport = {
  change: string
  changes: Array<{
    change: string
    file: string
    line: number
    what: string
  }>
  is_same: boolean
  moves: string
  needs_second_person: boolean
  passed: boolean
  replay?: ReplayReport
  steps: Array<GateStep>
}

export type TriedLine = {
  as?: string
  asked: string
  at: number
  effects: Array<string>
  ended: string
  fault: string
  give?: Array<{
    name: string
    value: string
  }>
  key: string
  of?: string
  outcomes?: Array<string>
  said: string
  text: string
  trace: Array<string>
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

export type WhatIf = {
  broken: number
  caught: number
  examples: Array<{
    after: string
    before: string
    hotline: string
    ticket: string
  }>
  lost: number
  mended: number
  moved: number
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
  colleagues: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<{
        display: string
        name: string
      }>
    }
  }
  conversations: {
    path: undefined
    query: {
      mode?: "person" | "waiting" | "bot" | "idle"
      show?: "needs" | "mine"
      before?: string
      most?: number
      hotline?: "12345" | "12328" | "12348"
      group?: "货车" | "出租车" | "网约车" | "外卖配送" | "快递" | "其他车辆"
      appeal?: "投诉" | "咨询" | "建议" | "求助" | "举报" | "申诉" | "表扬"
      urgency?: "特急" | "紧急" | "加急" | "普通" | "不急"
      live?: "1"
    }
    body: undefined
    answer: {
      counts?: {
        needs: number
        taken: Array<{
          by: string
          n: number
        }>
        waiting: number
      }
      items: Array<Conversation>
      next?: string
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
  handOver: {
    path: {
      id: string
    }
    query: undefined
    body: {
      instead?: boolean
      to: string
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
  photo: {
    path: {
      id: string
      photo: string
    }
    query: undefined
    body: undefined
    answer: string
  }
  replies: {
    path: {
      id: string
    }
    query: undefined
    body: undefined
    answer: {
      faults: Array<string>
      items: Array<{
        filled: string
        text: string
        title: string
        why_not: string
      }>
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
  drafts: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<Draft>
    }
  }
  makeDraft: {
    path: undefined
    query: undefined
    body: {
      name: string
    }
    answer: {
      name: string
      revision: number
    }
  }
  draft: {
    path: {
      draft: string
    }
    query: undefined
    body: undefined
    answer: {
      current: number
      draft: Draft
      files: Array<DraftFile>
      gone: Array<string>
    }
  }
  agreeToDraft: {
    path: {
      draft: string
      key: string
    }
    query: undefined
    body: {
      reason?: string
    }
    answer: Record<string, never>
  }
  checkScript: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      path: string
      tests: boolean
      text: string
    }
    answer: {
      diagnostics: Array<Diagnostic>
      flow?: Flow
    }
  }
  dropDraft: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      revision: number
    }
    answer: Record<string, never>
  }
  draftFile: {
    path: {
      draft: string
    }
    query: {
      path?: string
    }
    body: undefined
    answer: {
      path: string
      published?: string
      text: string
      version: string
    }
  }
  saveDraftFile: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      path: string
      text: string
      version: string
    }
    answer: {
      revision: number
      version: string
    }
  }
  removeDraftFile: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      path: string
      version: string
    }
    answer: {
      revision: number
      version: string
    }
  }
  followRelease: {
    path: {
      draft: string
    }
    query: undefined
    body: Record<string, never>
    answer: {
      both: Array<string>
      revision: number
      taken: Array<string>
    }
  }
  formatScript: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      path: string
      text: string
    }
    answer: {
      text: string
    }
  }
  publishDraft: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      key: string
      moves_all: boolean
      reason: string
    }
    answer: {
      number: number
    }
  }
  tryRules: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      path: string
      text: string
    }
    answer: {
      messages: number
      rules: Array<RuleCounts>
      what_if?: WhatIf
    }
  }
  talkWithDraft: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      lines: Array<{
        as?: string
        give?: Array<{
          name: string
          value: string
        }>
        key: "user" | "quick" | "photo" | "location" | "later" | "result"
        of?: string
        text?: string
      }>
      now: number
      path: string
      text: string
    }
    answer: {
      dialog: string
      lines: Array<TriedLine>
      slots: Array<{
        name: string
        value: string
      }>
      visits: Array<{
        dialog: string
        step: string
      }>
    }
  }
  testOfTalk: {
    path: {
      draft: string
    }
    query: undefined
    body: {
      lines: Array<{
        as?: string
        give?: Array<{
          name: string
          value: string
        }>
        key: "user" | "quick" | "photo" | "location" | "later" | "result"
        of?: string
        text?: string
      }>
      name: string
      now: number
      path: string
      text: string
    }
    answer: {
      text: string
    }
  }
  tryDraft: {
    path: {
      draft: string
    }
    query: undefined
    body: Record<string, never>
    answer: {
      agreed_by: Array<string>
      base: number
      current: number
      key: string
      report?: TrialReport
      state: "running" | "done"
    }
  }
  events: {
    path: undefined
    query: undefined
    body: undefined
    answer: string
  }
  operatorFiles: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<{
        name: string
        state: "good" | "faulty" | "absent" | "unset"
      }>
      on_duty: {
        called: boolean
        people: Array<string>
      }
    }
  }
  operatorFile: {
    path: {
      file: string
    }
    query: undefined
    body: undefined
    answer: {
      faults: Array<FileFault>
      name: string
      path: string
      state: "good" | "faulty" | "absent" | "unset"
      tables: Array<FileTable>
    }
  }
  saveOperatorFile: {
    path: {
      file: string
    }
    query: undefined
    body: {
      reason?: string
      text: string
      version: string
    }
    answer: {
      version: string
    }
  }
  checkOperatorFile: {
    path: {
      file: string
    }
    query: undefined
    body: {
      text: string
    }
    answer: {
      faults: Array<FileFault>
      remarks: Array<string>
      tables: Array<FileTable>
    }
  }
  operatorFileText: {
    path: {
      file: string
    }
    query: undefined
    body: undefined
    answer: {
      text: string
      version: string
    }
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
  present: {
    path: undefined
    query: undefined
    body: {
      at: string
      page: string
      typing?: boolean
    }
    answer: Record<string, never>
  }
  releases: {
    path: undefined
    query: {
      before?: string
      most?: number
    }
    body: undefined
    answer: {
      items: Array<Release>
      next?: string
    }
  }
  restoreRelease: {
    path: {
      number: string
    }
    query: undefined
    body: {
      expected: number
      moves_all: boolean
      reason: string
      withdraw: boolean
    }
    answer: {
      number: number
    }
  }
  report: {
    path: undefined
    query: {
      from?: number
      to?: number
    }
    body: undefined
    answer: {
      at: number
      breaches: Array<{
        clock: string
        done: boolean
        due: number
        hotline: string
        profile: string
        round: number
        ticket: string
      }>
      breaches_left_out: number
      calendar: string
      csv: string
      districts: Array<CountOf>
      from: number
      groups: Array<CountOf>
      hours: Array<number>
      responses: Array<{
        count: number
        within?: number
      }>
      scopes: Array<Scope>
      to: number
      types: Array<CountOf>
      unpromised: number
    }
  }
  running: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<{
        conversations: number
        release: string
      }>
    }
  }
  scriptSchema: {
    path: undefined
    query: undefined
    body: undefined
    answer: unknown
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
  shareView: {
    path: undefined
    query: undefined
    body: {
      list: "conversations" | "tickets"
      name: string
      query: string
    }
    answer: {
      id: number
      revision: number
    }
  }
  dropSharedView: {
    path: {
      id: string
    }
    query: undefined
    body: undefined
    answer: Record<string, never>
  }
  changeSharedView: {
    path: {
      id: string
    }
    query: undefined
    body: {
      name: string
      query: string
      revision: number
    }
    answer: {
      id: number
      revision: number
    }
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
      status?: "open" | "accepted" | "dispatched" | "in_hand" | "closed" | "refused" | "withdrawn" | "merged"
      show?: "overdue" | "due_soon" | "needs" | "mine"
      before?: string
      most?: number
      hotline?: "12345" | "12328" | "12348"
      group?: "货车" | "出租车" | "网约车" | "外卖配送" | "快递" | "其他车辆"
      appeal?: "投诉" | "咨询" | "建议" | "求助" | "举报" | "申诉" | "表扬"
      urgency?: "特急" | "紧急" | "加急" | "普通" | "不急"
      live?: "1"
    }
    body: undefined
    answer: {
      counts?: {
        due_soon: number
        needs: number
        open: number
        overdue: number
        taken: Array<{
          by: string
          n: number
        }>
      }
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
  printTicket: {
    path: {
      number: string
    }
    query: undefined
    body: {
      reason: string
      recipient?: string
    }
    answer: Sheet
  }
  rerouteTicket: {
    path: {
      number: string
    }
    query: {
      hotline?: string
    }
    body: undefined
    answer: {
      missing: Array<string>
      ours: Array<Clock>
      possible: boolean
      theirs: Array<Clock>
      told: string
      why: string
    }
  }
  transferTicket: {
    path: {
      number: string
    }
    query: undefined
    body: {
      hotline: string
      reason: string
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
  savedViews: {
    path: undefined
    query: undefined
    body: undefined
    answer: {
      items: Array<SavedView>
    }
  }
  saveView: {
    path: undefined
    query: undefined
    body: {
      list: "conversations" | "tickets"
      name: string
      query: string
    }
    answer: {
      id: number
      revision: number
    }
  }
  dropView: {
    path: {
      id: string
    }
    query: undefined
    body: undefined
    answer: Record<string, never>
  }
  changeView: {
    path: {
      id: string
    }
    query: undefined
    body: {
      name: string
      query: string
      revision: number
    }
    answer: {
      id: number
      revision: number
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
  colleagues: { method: "GET", path: "/api/colleagues", roles: ["operator","supervisor","administrator"] },
  conversations: { method: "GET", path: "/api/conversations", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  conversation: { method: "GET", path: "/api/conversations/{id}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  giveBack: { method: "POST", path: "/api/conversations/{id}/give-back", roles: ["operator","supervisor","administrator"] },
  handOver: { method: "POST", path: "/api/conversations/{id}/hand-over", roles: ["operator","supervisor","administrator"] },
  note: { method: "POST", path: "/api/conversations/{id}/note", roles: ["operator","supervisor","administrator"] },
  photo: { method: "GET", path: "/api/conversations/{id}/photos/{photo}", roles: ["operator","supervisor","administrator"] },
  replies: { method: "GET", path: "/api/conversations/{id}/replies", roles: ["operator","supervisor","administrator"] },
  reply: { method: "POST", path: "/api/conversations/{id}/reply", roles: ["operator","supervisor","administrator"] },
  takeOver: { method: "POST", path: "/api/conversations/{id}/take", roles: ["operator","supervisor","administrator"] },
  turns: { method: "GET", path: "/api/conversations/{id}/turns", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  unmask: { method: "POST", path: "/api/conversations/{id}/unmask", roles: ["operator","supervisor","administrator"] },
  drafts: { method: "GET", path: "/api/drafts", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  makeDraft: { method: "POST", path: "/api/drafts", roles: ["supervisor","script_author","administrator"] },
  draft: { method: "GET", path: "/api/drafts/{draft}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  agreeToDraft: { method: "POST", path: "/api/drafts/{draft}/agreements/{key}", roles: ["supervisor","script_author","administrator"] },
  checkScript: { method: "POST", path: "/api/drafts/{draft}/check", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  dropDraft: { method: "POST", path: "/api/drafts/{draft}/drop", roles: ["supervisor","script_author","administrator"] },
  draftFile: { method: "GET", path: "/api/drafts/{draft}/file", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  saveDraftFile: { method: "POST", path: "/api/drafts/{draft}/file", roles: ["supervisor","script_author","administrator"] },
  removeDraftFile: { method: "POST", path: "/api/drafts/{draft}/file/remove", roles: ["supervisor","script_author","administrator"] },
  followRelease: { method: "POST", path: "/api/drafts/{draft}/follow", roles: ["supervisor","script_author","administrator"] },
  formatScript: { method: "POST", path: "/api/drafts/{draft}/format", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  publishDraft: { method: "POST", path: "/api/drafts/{draft}/publish", roles: ["supervisor","script_author","administrator"] },
  tryRules: { method: "POST", path: "/api/drafts/{draft}/rule-hits", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  talkWithDraft: { method: "POST", path: "/api/drafts/{draft}/talk", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  testOfTalk: { method: "POST", path: "/api/drafts/{draft}/test-of-talk", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  tryDraft: { method: "POST", path: "/api/drafts/{draft}/trial", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  events: { method: "GET", path: "/api/events", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  operatorFiles: { method: "GET", path: "/api/files", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  operatorFile: { method: "GET", path: "/api/files/{file}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  saveOperatorFile: { method: "POST", path: "/api/files/{file}", roles: ["supervisor","administrator"] },
  checkOperatorFile: { method: "POST", path: "/api/files/{file}/check", roles: ["supervisor","administrator"] },
  operatorFileText: { method: "GET", path: "/api/files/{file}/text", roles: ["supervisor","administrator"] },
  forwards: { method: "GET", path: "/api/forwards", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  closeForward: { method: "POST", path: "/api/forwards/{id}/close", roles: ["supervisor","administrator"] },
  confirmForward: { method: "POST", path: "/api/forwards/{id}/confirm", roles: ["operator","supervisor","administrator"] },
  resendForward: { method: "POST", path: "/api/forwards/{id}/resend", roles: ["operator","supervisor","administrator"] },
  present: { method: "POST", path: "/api/presence", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  releases: { method: "GET", path: "/api/releases", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  restoreRelease: { method: "POST", path: "/api/releases/{number}/restore", roles: ["supervisor","script_author","administrator"] },
  report: { method: "GET", path: "/api/reports", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  running: { method: "GET", path: "/api/running", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  scriptSchema: { method: "GET", path: "/api/script-schema", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  search: { method: "POST", path: "/api/search", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  signOut: { method: "DELETE", path: "/api/session", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  session: { method: "GET", path: "/api/session", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  signIn: { method: "POST", path: "/api/session", roles: [] },
  changeOwnPassword: { method: "PUT", path: "/api/session/password", roles: ["viewer","operator","supervisor","script_author","auditor","administrator"] },
  shareView: { method: "POST", path: "/api/shared-views", roles: ["supervisor","administrator"] },
  dropSharedView: { method: "DELETE", path: "/api/shared-views/{id}", roles: ["supervisor","administrator"] },
  changeSharedView: { method: "PUT", path: "/api/shared-views/{id}", roles: ["supervisor","administrator"] },
  tasks: { method: "GET", path: "/api/tasks", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  closeTask: { method: "POST", path: "/api/tasks/{id}/close", roles: ["operator","supervisor","administrator"] },
  tickets: { method: "GET", path: "/api/tickets", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  ticket: { method: "GET", path: "/api/tickets/{number}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  orderTicket: { method: "POST", path: "/api/tickets/{number}/orders", roles: ["operator","supervisor","administrator"] },
  printTicket: { method: "POST", path: "/api/tickets/{number}/print", roles: ["operator","supervisor","administrator"] },
  rerouteTicket: { method: "GET", path: "/api/tickets/{number}/reroute", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  transferTicket: { method: "POST", path: "/api/tickets/{number}/transfer", roles: ["supervisor","administrator"] },
  unmaskTicket: { method: "POST", path: "/api/tickets/{number}/unmask", roles: ["operator","supervisor","administrator"] },
  savedViews: { method: "GET", path: "/api/views", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  saveView: { method: "POST", path: "/api/views", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  dropView: { method: "DELETE", path: "/api/views/{id}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
  changeView: { method: "PUT", path: "/api/views/{id}", roles: ["viewer","operator","supervisor","script_author","administrator"] },
}
