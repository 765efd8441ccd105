// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

// The compiler accepts a misspelt feature name in Package.swift without a
// word; this file does not compile unless each one is really on.
#if !hasFeature(ExistentialAny)
#error("SE-0335 ExistentialAny is off")
#endif
#if !hasFeature(InternalImportsByDefault)
#error("SE-0409 InternalImportsByDefault is off")
#endif
#if !hasFeature(MemberImportVisibility)
#error("SE-0444 MemberImportVisibility is off")
#endif
#if !hasFeature(NonisolatedNonsendingByDefault)
#error("SE-0461 NonisolatedNonsendingByDefault is off")
#endif
#if !hasFeature(InferIsolatedConformances)
#error("SE-0470 InferIsolatedConformances is off")
#endif
#if !hasFeature(Lifetimes)
#error("Lifetimes is off")
#endif
#if !hasFeature(StrictMemorySafety)
#error("SE-0458 StrictMemorySafety is off")
#endif
