//===- Translations.h - the outputs under names of tinymlc-translate -*- C++
//-*-//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef TINYMLC_TARGET_TRANSLATIONS_H
#define TINYMLC_TARGET_TRANSLATIONS_H

namespace tinymlc {

/// Registers -mcu-to-c, -mcu-to-header, -mcu-to-asm and -mcu-to-obj.
void registerTranslations();

} // namespace tinymlc

#endif // TINYMLC_TARGET_TRANSLATIONS_H
