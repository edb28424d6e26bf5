NAME semicontinuous
ROWS
 N obj
 G need_0
 G need_1
 G need_2
 G need_3
 G need_4
 G need_5
 G need_6
 G need_7
 L supplier_0
 L supplier_1
 L supplier_2
 L supplier_3
 L supplier_4
 L supplier_5
 L supplier_6
 L supplier_7
 L supplier_8
 L supplier_9
 L supplier_10
 L supplier_11
COLUMNS
    buy_0_0 obj 45
    buy_0_0 need_0 1
    buy_0_0 supplier_0 1
    buy_0_1 obj 50
    buy_0_1 need_1 1
    buy_0_1 supplier_0 1
    buy_0_2 obj 22
    buy_0_2 need_2 1
    buy_0_2 supplier_0 1
    buy_0_3 obj 27
    buy_0_3 need_3 1
    buy_0_3 supplier_0 1
    buy_0_4 obj 20
    buy_0_4 need_4 1
    buy_0_4 supplier_0 1
    buy_0_5 obj 12
    buy_0_5 need_5 1
    buy_0_5 supplier_0 1
    buy_0_6 obj 32
    buy_0_6 need_6 1
    buy_0_6 supplier_0 1
    buy_0_7 obj 38
    buy_0_7 need_7 1
    buy_0_7 supplier_0 1
    buy_1_0 obj 59
    buy_1_0 need_0 1
    buy_1_0 supplier_1 1
    buy_1_1 obj 45
    buy_1_1 need_1 1
    buy_1_1 supplier_1 1
    buy_1_2 obj 33
    buy_1_2 need_2 1
    buy_1_2 supplier_1 1
    buy_1_3 obj 27
    buy_1_3 need_3 1
    buy_1_3 supplier_1 1
    buy_1_4 obj 44
    buy_1_4 need_4 1
    buy_1_4 supplier_1 1
    buy_1_5 obj 32
    buy_1_5 need_5 1
    buy_1_5 supplier_1 1
    buy_1_6 obj 23
    buy_1_6 need_6 1
    buy_1_6 supplier_1 1
    buy_1_7 obj 58
    buy_1_7 need_7 1
    buy_1_7 supplier_1 1
    buy_2_0 obj 14
    buy_2_0 need_0 1
    buy_2_0 supplier_2 1
    buy_2_1 obj 52
    buy_2_1 need_1 1
    buy_2_1 supplier_2 1
    buy_2_2 obj 17
    buy_2_2 need_2 1
    buy_2_2 supplier_2 1
    buy_2_3 obj 37
    buy_2_3 need_3 1
    buy_2_3 supplier_2 1
    buy_2_4 obj 36
    buy_2_4 need_4 1
    buy_2_4 supplier_2 1
    buy_2_5 obj 57
    buy_2_5 need_5 1
    buy_2_5 supplier_2 1
    buy_2_6 obj 54
    buy_2_6 need_6 1
    buy_2_6 supplier_2 1
    buy_2_7 obj 10
    buy_2_7 need_7 1
    buy_2_7 supplier_2 1
    buy_3_0 obj 26
    buy_3_0 need_0 1
    buy_3_0 supplier_3 1
    buy_3_1 obj 29
    buy_3_1 need_1 1
    buy_3_1 supplier_3 1
    buy_3_2 obj 31
    buy_3_2 need_2 1
    buy_3_2 supplier_3 1
    buy_3_3 obj 21
    buy_3_3 need_3 1
    buy_3_3 supplier_3 1
    buy_3_4 obj 21
    buy_3_4 need_4 1
    buy_3_4 supplier_3 1
    buy_3_5 obj 36
    buy_3_5 need_5 1
    buy_3_5 supplier_3 1
    buy_3_6 obj 43
    buy_3_6 need_6 1
    buy_3_6 supplier_3 1
    buy_3_7 obj 57
    buy_3_7 need_7 1
    buy_3_7 supplier_3 1
    buy_4_0 obj 21
    buy_4_0 need_0 1
    buy_4_0 supplier_4 1
    buy_4_1 obj 55
    buy_4_1 need_1 1
    buy_4_1 supplier_4 1
    buy_4_2 obj 14
    buy_4_2 need_2 1
    buy_4_2 supplier_4 1
    buy_4_3 obj 33
    buy_4_3 need_3 1
    buy_4_3 supplier_4 1
    buy_4_4 obj 39
    buy_4_4 need_4 1
    buy_4_4 supplier_4 1
    buy_4_5 obj 58
    buy_4_5 need_5 1
    buy_4_5 supplier_4 1
    buy_4_6 obj 31
    buy_4_6 need_6 1
    buy_4_6 supplier_4 1
    buy_4_7 obj 48
    buy_4_7 need_7 1
    buy_4_7 supplier_4 1
    buy_5_0 obj 49
    buy_5_0 need_0 1
    buy_5_0 supplier_5 1
    buy_5_1 obj 28
    buy_5_1 need_1 1
    buy_5_1 supplier_5 1
    buy_5_2 obj 57
    buy_5_2 need_2 1
    buy_5_2 supplier_5 1
    buy_5_3 obj 39
    buy_5_3 need_3 1
    buy_5_3 supplier_5 1
    buy_5_4 obj 33
    buy_5_4 need_4 1
    buy_5_4 supplier_5 1
    buy_5_5 obj 22
    buy_5_5 need_5 1
    buy_5_5 supplier_5 1
    buy_5_6 obj 13
    buy_5_6 need_6 1
    buy_5_6 supplier_5 1
    buy_5_7 obj 50
    buy_5_7 need_7 1
    buy_5_7 supplier_5 1
    buy_6_0 obj 15
    buy_6_0 need_0 1
    buy_6_0 supplier_6 1
    buy_6_1 obj 43
    buy_6_1 need_1 1
    buy_6_1 supplier_6 1
    buy_6_2 obj 49
    buy_6_2 need_2 1
    buy_6_2 supplier_6 1
    buy_6_3 obj 13
    buy_6_3 need_3 1
    buy_6_3 supplier_6 1
    buy_6_4 obj 22
    buy_6_4 need_4 1
    buy_6_4 supplier_6 1
    buy_6_5 obj 22
    buy_6_5 need_5 1
    buy_6_5 supplier_6 1
    buy_6_6 obj 49
    buy_6_6 need_6 1
    buy_6_6 supplier_6 1
    buy_6_7 obj 27
    buy_6_7 need_7 1
    buy_6_7 supplier_6 1
    buy_7_0 obj 19
    buy_7_0 need_0 1
    buy_7_0 supplier_7 1
    buy_7_1 obj 23
    buy_7_1 need_1 1
    buy_7_1 supplier_7 1
    buy_7_2 obj 10
    buy_7_2 need_2 1
    buy_7_2 supplier_7 1
    buy_7_3 obj 20
    buy_7_3 need_3 1
    buy_7_3 supplier_7 1
    buy_7_4 obj 43
    buy_7_4 need_4 1
    buy_7_4 supplier_7 1
    buy_7_5 obj 11
    buy_7_5 need_5 1
    buy_7_5 supplier_7 1
    buy_7_6 obj 42
    buy_7_6 need_6 1
    buy_7_6 supplier_7 1
    buy_7_7 obj 27
    buy_7_7 need_7 1
    buy_7_7 supplier_7 1
    buy_8_0 obj 14
    buy_8_0 need_0 1
    buy_8_0 supplier_8 1
    buy_8_1 obj 30
    buy_8_1 need_1 1
    buy_8_1 supplier_8 1
    buy_8_2 obj 52
    buy_8_2 need_2 1
    buy_8_2 supplier_8 1
    buy_8_3 obj 54
    buy_8_3 need_3 1
    buy_8_3 supplier_8 1
    buy_8_4 obj 28
    buy_8_4 need_4 1
    buy_8_4 supplier_8 1
    buy_8_5 obj 14
    buy_8_5 need_5 1
    buy_8_5 supplier_8 1
    buy_8_6 obj 48
    buy_8_6 need_6 1
    buy_8_6 supplier_8 1
    buy_8_7 obj 41
    buy_8_7 need_7 1
    buy_8_7 supplier_8 1
    buy_9_0 obj 38
    buy_9_0 need_0 1
    buy_9_0 supplier_9 1
    buy_9_1 obj 11
    buy_9_1 need_1 1
    buy_9_1 supplier_9 1
    buy_9_2 obj 52
    buy_9_2 need_2 1
    buy_9_2 supplier_9 1
    buy_9_3 obj 48
    buy_9_3 need_3 1
    buy_9_3 supplier_9 1
    buy_9_4 obj 56
    buy_9_4 need_4 1
    buy_9_4 supplier_9 1
    buy_9_5 obj 31
    buy_9_5 need_5 1
    buy_9_5 supplier_9 1
    buy_9_6 obj 12
    buy_9_6 need_6 1
    buy_9_6 supplier_9 1
    buy_9_7 obj 58
    buy_9_7 need_7 1
    buy_9_7 supplier_9 1
    buy_10_0 obj 18
    buy_10_0 need_0 1
    buy_10_0 supplier_10 1
    buy_10_1 obj 53
    buy_10_1 need_1 1
    buy_10_1 supplier_10 1
    buy_10_2 obj 37
    buy_10_2 need_2 1
    buy_10_2 supplier_10 1
    buy_10_3 obj 38
    buy_10_3 need_3 1
    buy_10_3 supplier_10 1
    buy_10_4 obj 40
    buy_10_4 need_4 1
    buy_10_4 supplier_10 1
    buy_10_5 obj 26
    buy_10_5 need_5 1
    buy_10_5 supplier_10 1
    buy_10_6 obj 34
    buy_10_6 need_6 1
    buy_10_6 supplier_10 1
    buy_10_7 obj 52
    buy_10_7 need_7 1
    buy_10_7 supplier_10 1
    buy_11_0 obj 33
    buy_11_0 need_0 1
    buy_11_0 supplier_11 1
    buy_11_1 obj 53
    buy_11_1 need_1 1
    buy_11_1 supplier_11 1
    buy_11_2 obj 39
    buy_11_2 need_2 1
    buy_11_2 supplier_11 1
    buy_11_3 obj 55
    buy_11_3 need_3 1
    buy_11_3 supplier_11 1
    buy_11_4 obj 57
    buy_11_4 need_4 1
    buy_11_4 supplier_11 1
    buy_11_5 obj 27
    buy_11_5 need_5 1
    buy_11_5 supplier_11 1
    buy_11_6 obj 12
    buy_11_6 need_6 1
    buy_11_6 supplier_11 1
    buy_11_7 obj 46
    buy_11_7 need_7 1
    buy_11_7 supplier_11 1
RHS
    RHS need_0 169
    RHS need_1 179
    RHS need_2 105
    RHS need_3 199
    RHS need_4 146
    RHS need_5 140
    RHS need_6 126
    RHS need_7 112
    RHS supplier_0 141
    RHS supplier_1 115
    RHS supplier_2 133
    RHS supplier_3 122
    RHS supplier_4 127
    RHS supplier_5 104
    RHS supplier_6 104
    RHS supplier_7 141
    RHS supplier_8 113
    RHS supplier_9 103
    RHS supplier_10 154
    RHS supplier_11 127
RANGES
    RANGE need_0 4
    RANGE need_1 4
    RANGE need_2 4
    RANGE need_3 4
    RANGE need_4 4
    RANGE need_5 4
    RANGE need_6 4
    RANGE need_7 4
BOUNDS
 LO BND buy_0_0 43
 SC BND buy_0_0 80
 LO BND buy_0_1 43
 SC BND buy_0_1 80
 LO BND buy_0_2 43
 SC BND buy_0_2 80
 LO BND buy_0_3 43
 SC BND buy_0_3 80
 LO BND buy_0_4 43
 SC BND buy_0_4 80
 LO BND buy_0_5 43
 SC BND buy_0_5 80
 LO BND buy_0_6 43
 SC BND buy_0_6 80
 LO BND buy_0_7 43
 SC BND buy_0_7 80
 LO BND buy_1_0 44
 SC BND buy_1_0 64
 LO BND buy_1_1 44
 SC BND buy_1_1 64
 LO BND buy_1_2 44
 SC BND buy_1_2 64
 LO BND buy_1_3 44
 SC BND buy_1_3 64
 LO BND buy_1_4 44
 SC BND buy_1_4 64
 LO BND buy_1_5 44
 SC BND buy_1_5 64
 LO BND buy_1_6 44
 SC BND buy_1_6 64
 LO BND buy_1_7 44
 SC BND buy_1_7 64
 LO BND buy_2_0 29
 SC BND buy_2_0 83
 LO BND buy_2_1 29
 SC BND buy_2_1 83
 LO BND buy_2_2 29
 SC BND buy_2_2 83
 LO BND buy_2_3 29
 SC BND buy_2_3 83
 LO BND buy_2_4 29
 SC BND buy_2_4 83
 LO BND buy_2_5 29
 SC BND buy_2_5 83
 LO BND buy_2_6 29
 SC BND buy_2_6 83
 LO BND buy_2_7 29
 SC BND buy_2_7 83
 LO BND buy_3_0 43
 SC BND buy_3_0 86
 LO BND buy_3_1 43
 SC BND buy_3_1 86
 LO BND buy_3_2 43
 SC BND buy_3_2 86
 LO BND buy_3_3 43
 SC BND buy_3_3 86
 LO BND buy_3_4 43
 SC BND buy_3_4 86
 LO BND buy_3_5 43
 SC BND buy_3_5 86
 LO BND buy_3_6 43
 SC BND buy_3_6 86
 LO BND buy_3_7 43
 SC BND buy_3_7 86
 LO BND buy_4_0 43
 SC BND buy_4_0 69
 LO BND buy_4_1 43
 SC BND buy_4_1 69
 LO BND buy_4_2 43
 SC BND buy_4_2 69
 LO BND buy_4_3 43
 SC BND buy_4_3 69
 LO BND buy_4_4 43
 SC BND buy_4_4 69
 LO BND buy_4_5 43
 SC BND buy_4_5 69
 LO BND buy_4_6 43
 SC BND buy_4_6 69
 LO BND buy_4_7 43
 SC BND buy_4_7 69
 LO BND buy_5_0 43
 SC BND buy_5_0 83
 LO BND buy_5_1 43
 SC BND buy_5_1 83
 LO BND buy_5_2 43
 SC BND buy_5_2 83
 LO BND buy_5_3 43
 SC BND buy_5_3 83
 LO BND buy_5_4 43
 SC BND buy_5_4 83
 LO BND buy_5_5 43
 SC BND buy_5_5 83
 LO BND buy_5_6 43
 SC BND buy_5_6 83
 LO BND buy_5_7 43
 SC BND buy_5_7 83
 LO BND buy_6_0 26
 SC BND buy_6_0 67
 LO BND buy_6_1 26
 SC BND buy_6_1 67
 LO BND buy_6_2 26
 SC BND buy_6_2 67
 LO BND buy_6_3 26
 SC BND buy_6_3 67
 LO BND buy_6_4 26
 SC BND buy_6_4 67
 LO BND buy_6_5 26
 SC BND buy_6_5 67
 LO BND buy_6_6 26
 SC BND buy_6_6 67
 LO BND buy_6_7 26
 SC BND buy_6_7 67
 LO BND buy_7_0 37
 SC BND buy_7_0 65
 LO BND buy_7_1 37
 SC BND buy_7_1 65
 LO BND buy_7_2 37
 SC BND buy_7_2 65
 LO BND buy_7_3 37
 SC BND buy_7_3 65
 LO BND buy_7_4 37
 SC BND buy_7_4 65
 LO BND buy_7_5 37
 SC BND buy_7_5 65
 LO BND buy_7_6 37
 SC BND buy_7_6 65
 LO BND buy_7_7 37
 SC BND buy_7_7 65
 LO BND buy_8_0 26
 SC BND buy_8_0 74
 LO BND buy_8_1 26
 SC BND buy_8_1 74
 LO BND buy_8_2 26
 SC BND buy_8_2 74
 LO BND buy_8_3 26
 SC BND buy_8_3 74
 LO BND buy_8_4 26
 SC BND buy_8_4 74
 LO BND buy_8_5 26
 SC BND buy_8_5 74
 LO BND buy_8_6 26
 SC BND buy_8_6 74
 LO BND buy_8_7 26
 SC BND buy_8_7 74
 LO BND buy_9_0 37
 SC BND buy_9_0 70
 LO BND buy_9_1 37
 SC BND buy_9_1 70
 LO BND buy_9_2 37
 SC BND buy_9_2 70
 LO BND buy_9_3 37
 SC BND buy_9_3 70
 LO BND buy_9_4 37
 SC BND buy_9_4 70
 LO BND buy_9_5 37
 SC BND buy_9_5 70
 LO BND buy_9_6 37
 SC BND buy_9_6 70
 LO BND buy_9_7 37
 SC BND buy_9_7 70
 LO BND buy_10_0 43
 SC BND buy_10_0 83
 LO BND buy_10_1 43
 SC BND buy_10_1 83
 LO BND buy_10_2 43
 SC BND buy_10_2 83
 LO BND buy_10_3 43
 SC BND buy_10_3 83
 LO BND buy_10_4 43
 SC BND buy_10_4 83
 LO BND buy_10_5 43
 SC BND buy_10_5 83
 LO BND buy_10_6 43
 SC BND buy_10_6 83
 LO BND buy_10_7 43
 SC BND buy_10_7 83
 LO BND buy_11_0 27
 SC BND buy_11_0 72
 LO BND buy_11_1 27
 SC BND buy_11_1 72
 LO BND buy_11_2 27
 SC BND buy_11_2 72
 LO BND buy_11_3 27
 SC BND buy_11_3 72
 LO BND buy_11_4 27
 SC BND buy_11_4 72
 LO BND buy_11_5 27
 SC BND buy_11_5 72
 LO BND buy_11_6 27
 SC BND buy_11_6 72
 LO BND buy_11_7 27
 SC BND buy_11_7 72
ENDATA
