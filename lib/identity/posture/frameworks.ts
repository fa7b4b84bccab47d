type Control = { id: string; title: string; /** Facts that are evidence for it; none: there is none yet. */ facts: readonly string[] }
export type Framework = { id: string; title: string; note: string; source: string; controls: readonly Control[] }

/** Which facts support which control. Evidence for a conversation with an assessor, and not their judgement. */
export const FRAMEWORKS: readonly Framework[] = [
  {
    id: 'owasp_nhi',
    title: 'OWASP Non-Human Identities Top 10 (2025)',
    note: 'Risks of identities that are nobody’s person.',
    source: 'OWASP NHI Top 10 2025',
    controls: [
      { id: 'NHI1', title: 'Improper offboarding', facts: ['owned', 'successor', 'no_ghosts', 'keys_used', 'halts_settled', 'reviews_on_time', 'deprovisioned'] },
      { id: 'NHI2', title: 'Secret leakage', facts: ['static_secrets', 'secrets_scanned'] },
      { id: 'NHI3', title: 'Vulnerable third-party NHI', facts: ['digest_declared', 'trusted_issuers'] },
      { id: 'NHI4', title: 'Insecure authentication', facts: ['own_key', 'passkeys', 'hops_own_key'] },
      { id: 'NHI5', title: 'Overprivileged NHI', facts: ['tools_used', 'standing_used', 'high_risk_standing', 'reviewed'] },
      { id: 'NHI6', title: 'Insecure cloud deployment configurations', facts: ['platform_evidence', 'workload_federation'] },
      { id: 'NHI7', title: 'Long-lived secrets', facts: ['keys_young', 'issuer_keys_young', 'tokens_short', 'standing_short', 'static_secrets'] },
      { id: 'NHI8', title: 'Environment isolation', facts: ['data_classified', 'context_store'] },
      { id: 'NHI9', title: 'NHI reuse', facts: ['own_key', 'runs_short'] },
      { id: 'NHI10', title: 'Human use of NHI', facts: ['calls_attributed', 'consent_short', 'people_signed_in'] },
    ],
  },
  {
    id: 'owasp_agentic',
    title: 'OWASP Top 10 for Agentic Applications (2026)',
    note: 'Risks of applications that act by themselves.',
    source: 'OWASP Agentic Applications, December 2025',
    controls: [
      { id: 'ASI01', title: 'Agent goal hijack', facts: ['behaviour_declared', 'baselines'] },
      { id: 'ASI02', title: 'Tool misuse and exploitation', facts: ['tools_used', 'behaviour_declared', 'policy_decided'] },
      { id: 'ASI03', title: 'Identity and privilege abuse', facts: ['standing_used', 'standing_short', 'high_risk_standing', 'consent_short'] },
      { id: 'ASI04', title: 'Agentic supply chain vulnerabilities', facts: ['digest_declared', 'mismatch_refused', 'runs_as_declared', 'platform_evidence'] },
      { id: 'ASI05', title: 'Unexpected code execution', facts: ['runs_as_declared', 'mismatch_refused'] },
      { id: 'ASI06', title: 'Memory and context poisoning', facts: ['context_store'] },
      { id: 'ASI07', title: 'Insecure inter-agent communication', facts: ['edges_approved', 'hops_own_key', 'edges_alive', 'messages_signed'] },
      { id: 'ASI08', title: 'Cascading failures', facts: ['chains_short', 'points_connected', 'orders_fast', 'outcomes_known'] },
      { id: 'ASI09', title: 'Human-agent trust exploitation', facts: ['approved_by_other', 'passkeys', 'calls_attributed', 'acts_approved'] },
      { id: 'ASI10', title: 'Rogue agents', facts: ['points_proven', 'drill_passed', 'runs_as_declared', 'shadow_agents', 'baselines'] },
    ],
  },
  {
    id: 'eu_ai_act',
    title: 'EU AI Act (Regulation 2024/1689), Articles 12, 14, 19 and 26',
    note: 'They bind high-risk systems, from 2 December 2027 or 2 August 2028 (after the Digital Omnibus). Article 50, on transparency, applies since 2 August 2026 and is not measured here.',
    source: 'Regulation (EU) 2024/1689',
    controls: [
      { id: 'Art. 12', title: 'Automatic record of events over the lifetime, traceable', facts: ['calls_attributed', 'outcomes_known', 'log_signed', 'orders_explained'] },
      { id: 'Art. 14', title: 'Human oversight: understand, override, stop', facts: ['oversight_named', 'approved_by_other', 'points_proven', 'drill_passed', 'drill_fast', 'points_connected', 'acts_approved'] },
      { id: 'Art. 19', title: 'Logs are kept for six months at least', facts: ['log_signed', 'log_streamed'] },
      { id: 'Art. 26', title: 'Deployers: oversight by competent people, monitoring, logs', facts: ['owned', 'oversight_named', 'reviews_on_time', 'reviewed', 'baselines', 'findings_handled'] },
    ],
  },
]
