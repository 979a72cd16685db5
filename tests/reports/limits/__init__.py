"""Tests of the measures of visits."""
