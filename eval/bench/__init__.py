"""Measurements that decided between alternatives; none of them runs in the product."""
