/** Packages that put CA certificates into the binary, and modules of such packages alone. */
export const certificates = new Set([
  'github.com/breml/rootcerts',
  'github.com/breml/rootcerts/embedded',
  'golang.org/x/crypto/x509roots/fallback',
  'golang.org/x/crypto/x509roots/fallback/bundle',
  'github.com/certifi/gocertifi',
  'github.com/gwatts/rootcerts',
])
