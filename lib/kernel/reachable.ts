import ipaddr from 'ipaddr.js'

/** Where clouds give credentials to whoever asks from inside. The usual one is link-local, and refused for that too. */
const METADATA: ReadonlySet<string> = new Set(['169.254.169.254', 'fd00:ec2::254', '100.100.100.200', '168.63.129.16', '192.0.0.192'])
const INNER: ReadonlySet<string> = new Set(['loopback', 'private', 'uniqueLocal', 'carrierGradeNat'])
/** 64:ff9b::/96 (RFC 6052) and what came before IPv4-mapped addresses (RFC 4291 §2.5.5.1): an IPv4 address is what they reach. */
const CARRIES_IPV4 = ['64:ff9b::/96', '::/96'].map((range) => ipaddr.IPv6.parseCIDR(range))

/**
 * Why nothing of ours connects to an address on somebody's word; null: it may be connected to.
 *
 * @param innerNetworks whether this machine and private networks may be reached; link-local addresses, clouds' metadata
 *   and whatever is no single host never may
 */
export function whyNotReached(address: string, { innerNetworks }: { innerNetworks: boolean }): string | null {
  if (!ipaddr.isValid(address)) return 'is no address'
  const parsed = ipaddr.process(address) // an IPv4 address in IPv6's form is the IPv4 address
  if (METADATA.has(parsed.toString())) return 'is a metadata service of a cloud'
  const range = parsed.range()
  if (range === 'linkLocal') return 'is a link-local address'
  if (INNER.has(range)) return innerNetworks ? null : 'is an address of an inner network (the operator may allow these: LANYARD_INNER_NETWORKS)'
  if (parsed instanceof ipaddr.IPv6 && range !== 'unspecified' && CARRIES_IPV4.some((carrier) => parsed.match(carrier)))
    return whyNotReached(ipaddr.fromByteArray(parsed.toByteArray().slice(12)).toString(), { innerNetworks })
  return range === 'unicast' ? null : 'is not the address of one host'
}
