"""The words of the law in templates."""

from django import template

from institutions.norm_words import norm_words

register = template.Library()
register.filter("norm_words", norm_words)
