/** Returns how much processor time an action takes in seconds, whatever else the machine does. */
export async function cpuSeconds(act: () => unknown): Promise<number> {
  const start = process.cpuUsage()
  await act()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1e6
}
