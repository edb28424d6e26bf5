"""The expression language: lexer, parser, typed tree. Described in llm_modeling/LANGUAGE.md."""

from llm_modeling.language.parser import parse_domain, parse_expression, parse_set

__all__ = ["parse_domain", "parse_expression", "parse_set"]
