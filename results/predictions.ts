/**
 * What was predicted before it was measured. Committed before the code that tests it, and never
 * edited to fit: a prediction that fails stays printed as one that did not hold.
 */
export interface Prediction {
  readonly id: string
  readonly statement: string
  /** What would show it, and what would refute it. */
  readonly test: string
}

export const PREDICTIONS: readonly Prediction[] = [
  {
    id: 'auth-cannot-stop-an-insider',
    statement:
      'The auth level has no effect on an insider with a valid credential, whether enforcement was ' +
      'skipped, policy was too permissive, approval was rubber-stamped, or a person relayed it.',
    test: 'Same effects digest and containment figures at every auth level, all else equal.',
  },
  {
    id: 'signatures-win-while-contacts-are-few',
    statement:
      'A3 costs less CPU per message than A4 while the mean number of messages for each pair and ' +
      'session lifetime is below about 4 to 5; A4 wins above.',
    test: 'Predicted and observed break-even of messages per pair.',
  },
  {
    id: 'broadcast-multiplies-verification',
    statement:
      'Group-chat broadcast multiplies verifications by the number of receivers; a hierarchy does ' +
      'not; a chain has the fewest.',
    test: 'Opens per envelope: AutoGen above mesh and CrewAI; CrewAI sequential lowest.',
  },
  {
    id: 'policy-cannot-help-when-skipped',
    statement: 'P2 has no effect when enforcement is skipped; S1 does.',
    test: 'Accepted effects of the policy-bypass attack at P0, P1, P2 and at S0, S1.',
  },
  {
    id: 'approvals-help-until-the-queue-breaks',
    statement:
      'H2 approvals cut the insider incident most at small sizes and collapse (utilisation of the ' +
      'reviewers above 1) somewhere between 1,000 and 10,000 agents at default staffing.',
    test: 'People exposed and reviewers’ utilisation over size at H0 and H2.',
  },
  {
    id: 'detection-needs-records',
    statement:
      'D1 on a lossy trail (L1) detects later than on a full one (L2), and never on none (L0).',
    test: 'Time to detect, paired by trial, at L0, L1 and L2.',
  },
  {
    id: 'global-stop-is-best-and-worst',
    statement: 'C3 has the best damage figures and by far the worst collateral.',
    test: 'People exposed against agent-hours offline at C1, C2 and C3.',
  },
  {
    id: 'apex-and-leaf-trade-places',
    statement:
      'A compromised apex reads out more in hierarchies than in the mesh; for a compromised leaf it ' +
      'is the reverse.',
    test: 'Blast radius by place and architecture.',
  },
  {
    id: 'signatures-lose-under-a-flood',
    statement:
      'Signatures lower goodput under a flood unless the rate is limited before verification (R1).',
    test: 'Benign goodput under flooding at A0 and A3, with R0 and R1.',
  },
  {
    id: 'a-chain-does-not-see-a-rewrite',
    statement: 'L2 does not detect that a whole chain was rewritten; L3 does.',
    test: 'Verification of a rewritten log at L2 and at L3.',
  },
]
