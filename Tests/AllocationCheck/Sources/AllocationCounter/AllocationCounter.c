// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#include "AllocationCounter.h"

#include <errno.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stdlib.h>

// The functions of the C library under the names it keeps for this purpose.
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static atomic_ulong allocations;

unsigned long allocation_count(void) { return atomic_load(&allocations); }

static void count_one(void) {
  atomic_fetch_add_explicit(&allocations, 1, memory_order_relaxed);
}

void *malloc(size_t size) {
  count_one();
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  count_one();
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  count_one();
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  count_one();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count_one();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  count_one();
  *block = __libc_memalign(alignment, size);
  return *block == NULL ? ENOMEM : 0;
}

// Hides a pointer from the optimiser, which would remove malloc and free.
static void *kept(void *block) {
  __asm__ volatile("" : "+r"(block) : : "memory");
  return block;
}

unsigned long allocate_in_every_way(void) {
  void *block = kept(malloc(8));
  free(kept(realloc(block, 4096)));
  free(kept(calloc(1, 8)));
  free(kept(memalign(16, 16)));
  free(kept(aligned_alloc(16, 16)));
  if (posix_memalign(&block, 16, 16) == 0) free(kept(block));
  return 6;
}
