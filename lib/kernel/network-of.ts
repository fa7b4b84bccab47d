import ipaddr from 'ipaddr.js'

/** How much of an IPv6 address is a network's: whoever has one has all of its 2^64 addresses. */
const IPV6_NETWORK_BITS = 64

/** What is counted as one: an IPv4 address, or the IPv6 network of an address. Anything else is one as it is written. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address) // an IPv4 address in IPv6's form is the IPv4 address
  return parsed.kind() === 'ipv4' ? parsed.toString() : ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toNormalizedString()}/${IPV6_NETWORK_BITS}`).toString()
}
