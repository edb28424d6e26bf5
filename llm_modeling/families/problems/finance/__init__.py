"""Money: budgets, portfolios, prices, auctions, advertising."""

from llm_modeling.families.problems.finance import (
    auction,
    capital_budgeting,
    cash_matching,
    discrete_pricing,
    media_mix,
    portfolio,
    revenue_management,
)

FAMILIES = (
    auction.FAMILY,
    capital_budgeting.FAMILY,
    cash_matching.FAMILY,
    discrete_pricing.FAMILY,
    media_mix.FAMILY,
    portfolio.FAMILY,
    revenue_management.FAMILY,
)
