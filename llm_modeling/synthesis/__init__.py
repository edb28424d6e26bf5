"""synthesis: triples at scale: complexity and levels, acceptance, augmentation, splits, files."""
