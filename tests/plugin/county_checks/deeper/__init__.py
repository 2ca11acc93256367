"""Checks that stand one package further down."""
