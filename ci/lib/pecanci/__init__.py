# SPDX-License-Identifier: BSD-2-Clause
# Copyright 2026 The Pecan authors
"""The scripts behind ci/boot, ci/test and ci/gdb. Python's standard library only."""
