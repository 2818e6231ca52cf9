"""The yardstick of `bench.pages`: news as the smallest honest Django site shows it."""
