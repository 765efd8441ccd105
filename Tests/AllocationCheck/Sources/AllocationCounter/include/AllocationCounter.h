// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// Counts every allocation of the process, the Swift runtime's too: these
// definitions take the place of those in the C library.

#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

/// How often the process has asked for memory so far.
unsigned long allocation_count(void);

/// Asks for memory once in each way that is counted, and gives it back.
///
/// Returns how many ways there are.
unsigned long allocate_in_every_way(void);

#endif
