// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

#include <pcap/pcap.h>
#include <stdio.h>
#include <sys/types.h>

#if defined(__linux__)
// fopencookie() of glibc and musl, which <stdio.h> shows only with _GNU_SOURCE,
// and that cannot be defined for the C library as Swift imports it.
typedef struct {
  ssize_t (*read)(void *cookie, char *buffer, size_t size);
  ssize_t (*write)(void *cookie, const char *buffer, size_t size);
  int (*seek)(void *cookie, off_t *offset, int whence);
  int (*close)(void *cookie);
} stream_functions;

FILE *open_stream(void *cookie, const char *mode, stream_functions functions)
    __asm__("fopencookie");
#endif
