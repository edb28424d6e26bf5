"""The data side of a model in arrays: sets, parameters, frames of index combinations, data expressions."""
