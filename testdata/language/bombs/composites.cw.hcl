# Composites in composites.
# --unformatted

composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
composite "c" {
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
}
