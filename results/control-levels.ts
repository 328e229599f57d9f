/**
 * The levels of the control path: how a record names them, and what each one is. The one place for
 * what is told of a level, on the dashboard and by `muster explain`.
 */

/** Which levels of the control path were on, by stage. */
export interface ControlLevelsRecord {
  readonly auth: string
  /** Absent in runs of before there were capabilities: as K0. */
  readonly capabilities?: string
  readonly policy: string
  readonly audit: string
  readonly sandbox: string
  readonly approvals: string
  readonly detection: string
  readonly containment: string
  readonly limits: string
  /** Absent in runs of before there were frames: as F0. */
  readonly frames?: string
  /** Absent in runs of before there was a choice: as X0. */
  readonly cryptography?: string
}

export type ControlStage = keyof ControlLevelsRecord

/** What a stage is for, and what each of its levels is, from the one that passes everything through. */
export interface StageExplanation {
  readonly title: string
  readonly levels: Readonly<Record<string, string>>
}

/** In the order in which the path has them. */
export const CONTROL_STAGES: Readonly<Record<ControlStage, StageExplanation>> = {
  auth: {
    title: 'authentication',
    levels: {
      A0: 'Nothing: whoever sends may claim any name.',
      A1: 'One secret token that all enrolled agents share. It keeps out whoever was never enrolled; an insider can be anyone, and altered or repeated messages pass.',
      A2: 'A MAC for each message, under a key that two agents agree on in a signed handshake.',
      A3: 'A signature for each message, with the sender’s own key.',
      A4: 'An encrypted channel between two agents after a mutual handshake every eight hours; its keys are updated every hour.',
    },
  },
  capabilities: {
    title: 'capabilities',
    levels: {
      K0: 'Nothing: an agent uses its own rights, for whomever it works.',
      K1: 'A signed token for each work, narrowed by every request that passes it on and shown with every effect. It stops an agent that is talked into using its own rights for others.',
    },
  },
  policy: {
    title: 'policy',
    levels: {
      P0: 'Everything is allowed.',
      P1: 'A table of what each role may do.',
      P2: 'Policies in the Cedar language, decided by the real engine.',
      P3: 'A policy server in the style of Agent Control 8.15, asked before each tool call and each request to another department. The controls are real code; the way there and the server’s finite capacity are simulated. It is a policy server and not a sandbox: it decides what it is asked, and messages inside a team it is not asked about.',
    },
  },
  audit: {
    title: 'audit trail',
    levels: {
      L0: 'No records.',
      L1: 'Records without a chain, a share of which is lost (the loss is modelled).',
      L2: 'Records in a hash chain: a changed or missing one breaks it. Whoever can write the whole file can make another that holds.',
      L3: 'Records in a Merkle log whose head is signed now and then and kept elsewhere, so that a rewritten log is found too.',
    },
  },
  sandbox: {
    title: 'sandbox of agents’ code',
    levels: {
      S0: 'Nothing: the code by which an agent uses a tool runs where the services’ handles are, could call a service itself and ask no policy. Above, what it asks for comes out as text and takes the path.',
      S1: 'A worker thread for each department, in a context without process, modules or timers. Its memory is limited, and the services’ handles are not in it. node:vm is no security mechanism: a program that breaks out of the context has files and network, but still no handle.',
      S2: 'An interpreter of its own for each agent (QuickJS in WebAssembly, in place of isolated-vm, which has no release for all of Node 20, 22 and 24), with limited memory and a limited number of steps. Nothing of Node exists in it. The interpreters of a shard share one WebAssembly memory.',
      S3: 'A child process for each department under Node’s permission model: files, processes and workers are denied. Before Node 25 the network is not, and Node calls the model a seat belt, not protection against malicious code. For samples of at most 16 departments.',
    },
  },
  approvals: {
    title: 'approvals by people',
    levels: {
      H0: 'No action waits for a person.',
      H1: 'What an agent of a content-policy department publishes waits for a person (people are simulated).',
      H2: 'Every post and every request to another department waits for a person (people are simulated).',
    },
  },
  detection: {
    title: 'detection',
    levels: {
      D0: 'Nobody looks.',
      D1: 'An alert when enough reports about one agent were recorded within a window.',
      D2: 'D1, and an alert when an agent behaves unlike those of its role did before.',
      D3: 'D2, and a judge of what is posted (modelled: no model reads anything).',
    },
  },
  containment: {
    title: 'containment',
    levels: {
      C0: 'Nothing is cut off.',
      C1: 'The agent is quarantined: its credential is revoked and its posts are taken down.',
      C2: 'The agent’s whole department is taken offline.',
      C3: 'All communication between departments is stopped for a time.',
    },
  },
  limits: {
    title: 'limits',
    levels: {
      R0: 'No limits.',
      R1: 'Limits on size, rate, edges and fan-out, checked before anything is verified. They go by the sender that a message claims.',
    },
  },
  frames: {
    title: 'frames between threads',
    levels: {
      F0: 'Batches between threads travel as they are.',
      F1: 'One MAC for each batch between threads. It proves the thread and not the agent, and costs nothing on one thread.',
    },
  },
  cryptography: {
    title: 'cryptographic library',
    levels: {
      X0: 'node:crypto: Node’s OpenSSL, and AES-256-GCM for channels.',
      X1: 'libsodium, by sodium-native: the same keys and signatures in about half the time, and ChaCha20-Poly1305 for channels. MACs, hashes and key derivation stay with node:crypto.',
    },
  },
}
