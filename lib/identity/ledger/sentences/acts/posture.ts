/** Posture, and the auditor’s samples. */
export const POSTURE_ACTS: Record<string, string> = {
  'audit.draw.make': 'drew a sample,',
  'audit.draw.mark': 'said whether they could follow',
  'posture.configure': 'changed',
  'posture.fall': 'found that a score fell:',
  'posture.report': 'took a signed report of',
}
