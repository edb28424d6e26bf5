NAME gisp40
OBJSENSE
    MAX
ROWS
 N obj
 L pair_0_8
 L pair_0_9
 L pair_0_11
 L pair_0_14
 L pair_0_17
 L pair_0_19
 L pair_0_24
 L pair_0_26
 L pair_1_4
 L pair_1_6
 L pair_1_9
 L pair_1_10
 L pair_1_12
 L pair_1_13
 L pair_1_23
 L pair_1_26
 L pair_1_28
 L pair_1_29
 L pair_1_30
 L pair_1_34
 L pair_1_38
 L pair_2_5
 L pair_2_7
 L pair_2_10
 L pair_2_16
 L pair_2_19
 L pair_2_20
 L pair_2_30
 L pair_2_31
 L pair_2_36
 L pair_2_37
 L pair_3_17
 L pair_3_21
 L pair_3_22
 L pair_3_25
 L pair_3_29
 L pair_3_30
 L pair_3_32
 L pair_3_36
 L pair_3_39
 L pair_4_13
 L pair_4_14
 L pair_4_16
 L pair_4_19
 L pair_4_21
 L pair_4_22
 L pair_4_29
 L pair_4_33
 L pair_4_34
 L pair_4_36
 L pair_5_13
 L pair_5_14
 L pair_5_18
 L pair_5_20
 L pair_5_23
 L pair_5_27
 L pair_5_33
 L pair_5_35
 L pair_6_13
 L pair_6_17
 L pair_6_23
 L pair_6_29
 L pair_6_36
 L pair_6_38
 L pair_6_39
 L pair_7_8
 L pair_7_9
 L pair_7_12
 L pair_7_13
 L pair_7_22
 L pair_7_23
 L pair_7_24
 L pair_7_26
 L pair_7_28
 L pair_7_30
 L pair_8_17
 L pair_8_18
 L pair_8_19
 L pair_8_21
 L pair_8_26
 L pair_8_33
 L pair_8_37
 L pair_9_12
 L pair_9_13
 L pair_9_14
 L pair_9_16
 L pair_9_17
 L pair_9_22
 L pair_9_27
 L pair_9_33
 L pair_9_37
 L pair_10_12
 L pair_10_13
 L pair_10_15
 L pair_10_18
 L pair_10_25
 L pair_10_36
 L pair_10_37
 L pair_10_38
 L pair_10_39
 L pair_11_13
 L pair_11_14
 L pair_11_15
 L pair_11_17
 L pair_11_19
 L pair_11_22
 L pair_11_23
 L pair_11_26
 L pair_11_27
 L pair_11_28
 L pair_11_30
 L pair_11_31
 L pair_12_15
 L pair_12_17
 L pair_12_18
 L pair_12_22
 L pair_12_23
 L pair_12_29
 L pair_12_30
 L pair_12_35
 L pair_12_36
 L pair_12_39
 L pair_13_22
 L pair_13_28
 L pair_13_33
 L pair_13_36
 L pair_13_39
 L pair_14_22
 L pair_14_28
 L pair_14_29
 L pair_14_31
 L pair_14_35
 L pair_14_36
 L pair_15_18
 L pair_15_19
 L pair_15_25
 L pair_15_29
 L pair_15_30
 L pair_16_17
 L pair_16_18
 L pair_16_20
 L pair_16_21
 L pair_16_26
 L pair_16_32
 L pair_16_33
 L pair_16_34
 L pair_16_35
 L pair_16_38
 L pair_17_18
 L pair_17_20
 L pair_17_22
 L pair_17_26
 L pair_17_34
 L pair_17_35
 L pair_17_37
 L pair_18_23
 L pair_18_26
 L pair_18_35
 L pair_18_36
 L pair_19_21
 L pair_19_22
 L pair_19_23
 L pair_19_26
 L pair_19_31
 L pair_19_33
 L pair_19_34
 L pair_19_38
 L pair_20_27
 L pair_20_33
 L pair_20_34
 L pair_21_23
 L pair_21_25
 L pair_21_30
 L pair_21_35
 L pair_21_39
 L pair_22_26
 L pair_22_28
 L pair_22_33
 L pair_22_34
 L pair_22_38
 L pair_22_39
 L pair_23_30
 L pair_23_31
 L pair_23_33
 L pair_23_36
 L pair_23_37
 L pair_23_38
 L pair_23_39
 L pair_24_32
 L pair_24_36
 L pair_24_39
 L pair_25_26
 L pair_25_27
 L pair_25_29
 L pair_25_30
 L pair_25_31
 L pair_25_37
 L pair_26_27
 L pair_26_30
 L pair_26_32
 L pair_26_35
 L pair_26_36
 L pair_26_39
 L pair_27_29
 L pair_27_31
 L pair_27_35
 L pair_27_36
 L pair_27_37
 L pair_28_32
 L pair_28_33
 L pair_28_36
 L pair_28_37
 L pair_29_30
 L pair_30_32
 L pair_30_35
 L pair_30_36
 L pair_30_37
 L pair_30_39
 L pair_31_36
 L pair_31_37
 L pair_32_34
 L pair_33_36
 L pair_34_37
 L pair_34_39
 L pair_36_37
COLUMNS
    MARKER0 'MARKER' 'INTORG'
    node_0 obj 100
    node_0 pair_0_8 1
    node_0 pair_0_9 1
    node_0 pair_0_11 1
    node_0 pair_0_14 1
    node_0 pair_0_17 1
    node_0 pair_0_19 1
    node_0 pair_0_24 1
    node_0 pair_0_26 1
    node_1 obj 100
    node_1 pair_1_4 1
    node_1 pair_1_6 1
    node_1 pair_1_9 1
    node_1 pair_1_10 1
    node_1 pair_1_12 1
    node_1 pair_1_13 1
    node_1 pair_1_23 1
    node_1 pair_1_26 1
    node_1 pair_1_28 1
    node_1 pair_1_29 1
    node_1 pair_1_30 1
    node_1 pair_1_34 1
    node_1 pair_1_38 1
    node_2 obj 100
    node_2 pair_2_5 1
    node_2 pair_2_7 1
    node_2 pair_2_10 1
    node_2 pair_2_16 1
    node_2 pair_2_19 1
    node_2 pair_2_20 1
    node_2 pair_2_30 1
    node_2 pair_2_31 1
    node_2 pair_2_36 1
    node_2 pair_2_37 1
    node_3 obj 100
    node_3 pair_3_17 1
    node_3 pair_3_21 1
    node_3 pair_3_22 1
    node_3 pair_3_25 1
    node_3 pair_3_29 1
    node_3 pair_3_30 1
    node_3 pair_3_32 1
    node_3 pair_3_36 1
    node_3 pair_3_39 1
    node_4 obj 100
    node_4 pair_1_4 1
    node_4 pair_4_13 1
    node_4 pair_4_14 1
    node_4 pair_4_16 1
    node_4 pair_4_19 1
    node_4 pair_4_21 1
    node_4 pair_4_22 1
    node_4 pair_4_29 1
    node_4 pair_4_33 1
    node_4 pair_4_34 1
    node_4 pair_4_36 1
    node_5 obj 100
    node_5 pair_2_5 1
    node_5 pair_5_13 1
    node_5 pair_5_14 1
    node_5 pair_5_18 1
    node_5 pair_5_20 1
    node_5 pair_5_23 1
    node_5 pair_5_27 1
    node_5 pair_5_33 1
    node_5 pair_5_35 1
    node_6 obj 100
    node_6 pair_1_6 1
    node_6 pair_6_13 1
    node_6 pair_6_17 1
    node_6 pair_6_23 1
    node_6 pair_6_29 1
    node_6 pair_6_36 1
    node_6 pair_6_38 1
    node_6 pair_6_39 1
    node_7 obj 100
    node_7 pair_2_7 1
    node_7 pair_7_8 1
    node_7 pair_7_9 1
    node_7 pair_7_12 1
    node_7 pair_7_13 1
    node_7 pair_7_22 1
    node_7 pair_7_23 1
    node_7 pair_7_24 1
    node_7 pair_7_26 1
    node_7 pair_7_28 1
    node_7 pair_7_30 1
    node_8 obj 100
    node_8 pair_0_8 1
    node_8 pair_7_8 1
    node_8 pair_8_17 1
    node_8 pair_8_18 1
    node_8 pair_8_19 1
    node_8 pair_8_21 1
    node_8 pair_8_26 1
    node_8 pair_8_33 1
    node_8 pair_8_37 1
    node_9 obj 100
    node_9 pair_0_9 1
    node_9 pair_1_9 1
    node_9 pair_7_9 1
    node_9 pair_9_12 1
    node_9 pair_9_13 1
    node_9 pair_9_14 1
    node_9 pair_9_16 1
    node_9 pair_9_17 1
    node_9 pair_9_22 1
    node_9 pair_9_27 1
    node_9 pair_9_33 1
    node_9 pair_9_37 1
    node_10 obj 100
    node_10 pair_1_10 1
    node_10 pair_2_10 1
    node_10 pair_10_12 1
    node_10 pair_10_13 1
    node_10 pair_10_15 1
    node_10 pair_10_18 1
    node_10 pair_10_25 1
    node_10 pair_10_36 1
    node_10 pair_10_37 1
    node_10 pair_10_38 1
    node_10 pair_10_39 1
    node_11 obj 100
    node_11 pair_0_11 1
    node_11 pair_11_13 1
    node_11 pair_11_14 1
    node_11 pair_11_15 1
    node_11 pair_11_17 1
    node_11 pair_11_19 1
    node_11 pair_11_22 1
    node_11 pair_11_23 1
    node_11 pair_11_26 1
    node_11 pair_11_27 1
    node_11 pair_11_28 1
    node_11 pair_11_30 1
    node_11 pair_11_31 1
    node_12 obj 100
    node_12 pair_1_12 1
    node_12 pair_7_12 1
    node_12 pair_9_12 1
    node_12 pair_10_12 1
    node_12 pair_12_15 1
    node_12 pair_12_17 1
    node_12 pair_12_18 1
    node_12 pair_12_22 1
    node_12 pair_12_23 1
    node_12 pair_12_29 1
    node_12 pair_12_30 1
    node_12 pair_12_35 1
    node_12 pair_12_36 1
    node_12 pair_12_39 1
    node_13 obj 100
    node_13 pair_1_13 1
    node_13 pair_4_13 1
    node_13 pair_5_13 1
    node_13 pair_6_13 1
    node_13 pair_7_13 1
    node_13 pair_9_13 1
    node_13 pair_10_13 1
    node_13 pair_11_13 1
    node_13 pair_13_22 1
    node_13 pair_13_28 1
    node_13 pair_13_33 1
    node_13 pair_13_36 1
    node_13 pair_13_39 1
    node_14 obj 100
    node_14 pair_0_14 1
    node_14 pair_4_14 1
    node_14 pair_5_14 1
    node_14 pair_9_14 1
    node_14 pair_11_14 1
    node_14 pair_14_22 1
    node_14 pair_14_28 1
    node_14 pair_14_29 1
    node_14 pair_14_31 1
    node_14 pair_14_35 1
    node_14 pair_14_36 1
    node_15 obj 100
    node_15 pair_10_15 1
    node_15 pair_11_15 1
    node_15 pair_12_15 1
    node_15 pair_15_18 1
    node_15 pair_15_19 1
    node_15 pair_15_25 1
    node_15 pair_15_29 1
    node_15 pair_15_30 1
    node_16 obj 100
    node_16 pair_2_16 1
    node_16 pair_4_16 1
    node_16 pair_9_16 1
    node_16 pair_16_17 1
    node_16 pair_16_18 1
    node_16 pair_16_20 1
    node_16 pair_16_21 1
    node_16 pair_16_26 1
    node_16 pair_16_32 1
    node_16 pair_16_33 1
    node_16 pair_16_34 1
    node_16 pair_16_35 1
    node_16 pair_16_38 1
    node_17 obj 100
    node_17 pair_0_17 1
    node_17 pair_3_17 1
    node_17 pair_6_17 1
    node_17 pair_8_17 1
    node_17 pair_9_17 1
    node_17 pair_11_17 1
    node_17 pair_12_17 1
    node_17 pair_16_17 1
    node_17 pair_17_18 1
    node_17 pair_17_20 1
    node_17 pair_17_22 1
    node_17 pair_17_26 1
    node_17 pair_17_34 1
    node_17 pair_17_35 1
    node_17 pair_17_37 1
    node_18 obj 100
    node_18 pair_5_18 1
    node_18 pair_8_18 1
    node_18 pair_10_18 1
    node_18 pair_12_18 1
    node_18 pair_15_18 1
    node_18 pair_16_18 1
    node_18 pair_17_18 1
    node_18 pair_18_23 1
    node_18 pair_18_26 1
    node_18 pair_18_35 1
    node_18 pair_18_36 1
    node_19 obj 100
    node_19 pair_0_19 1
    node_19 pair_2_19 1
    node_19 pair_4_19 1
    node_19 pair_8_19 1
    node_19 pair_11_19 1
    node_19 pair_15_19 1
    node_19 pair_19_21 1
    node_19 pair_19_22 1
    node_19 pair_19_23 1
    node_19 pair_19_26 1
    node_19 pair_19_31 1
    node_19 pair_19_33 1
    node_19 pair_19_34 1
    node_19 pair_19_38 1
    node_20 obj 100
    node_20 pair_2_20 1
    node_20 pair_5_20 1
    node_20 pair_16_20 1
    node_20 pair_17_20 1
    node_20 pair_20_27 1
    node_20 pair_20_33 1
    node_20 pair_20_34 1
    node_21 obj 100
    node_21 pair_3_21 1
    node_21 pair_4_21 1
    node_21 pair_8_21 1
    node_21 pair_16_21 1
    node_21 pair_19_21 1
    node_21 pair_21_23 1
    node_21 pair_21_25 1
    node_21 pair_21_30 1
    node_21 pair_21_35 1
    node_21 pair_21_39 1
    node_22 obj 100
    node_22 pair_3_22 1
    node_22 pair_4_22 1
    node_22 pair_7_22 1
    node_22 pair_9_22 1
    node_22 pair_11_22 1
    node_22 pair_12_22 1
    node_22 pair_13_22 1
    node_22 pair_14_22 1
    node_22 pair_17_22 1
    node_22 pair_19_22 1
    node_22 pair_22_26 1
    node_22 pair_22_28 1
    node_22 pair_22_33 1
    node_22 pair_22_34 1
    node_22 pair_22_38 1
    node_22 pair_22_39 1
    node_23 obj 100
    node_23 pair_1_23 1
    node_23 pair_5_23 1
    node_23 pair_6_23 1
    node_23 pair_7_23 1
    node_23 pair_11_23 1
    node_23 pair_12_23 1
    node_23 pair_18_23 1
    node_23 pair_19_23 1
    node_23 pair_21_23 1
    node_23 pair_23_30 1
    node_23 pair_23_31 1
    node_23 pair_23_33 1
    node_23 pair_23_36 1
    node_23 pair_23_37 1
    node_23 pair_23_38 1
    node_23 pair_23_39 1
    node_24 obj 100
    node_24 pair_0_24 1
    node_24 pair_7_24 1
    node_24 pair_24_32 1
    node_24 pair_24_36 1
    node_24 pair_24_39 1
    node_25 obj 100
    node_25 pair_3_25 1
    node_25 pair_10_25 1
    node_25 pair_15_25 1
    node_25 pair_21_25 1
    node_25 pair_25_26 1
    node_25 pair_25_27 1
    node_25 pair_25_29 1
    node_25 pair_25_30 1
    node_25 pair_25_31 1
    node_25 pair_25_37 1
    node_26 obj 100
    node_26 pair_0_26 1
    node_26 pair_1_26 1
    node_26 pair_7_26 1
    node_26 pair_8_26 1
    node_26 pair_11_26 1
    node_26 pair_16_26 1
    node_26 pair_17_26 1
    node_26 pair_18_26 1
    node_26 pair_19_26 1
    node_26 pair_22_26 1
    node_26 pair_25_26 1
    node_26 pair_26_27 1
    node_26 pair_26_30 1
    node_26 pair_26_32 1
    node_26 pair_26_35 1
    node_26 pair_26_36 1
    node_26 pair_26_39 1
    node_27 obj 100
    node_27 pair_5_27 1
    node_27 pair_9_27 1
    node_27 pair_11_27 1
    node_27 pair_20_27 1
    node_27 pair_25_27 1
    node_27 pair_26_27 1
    node_27 pair_27_29 1
    node_27 pair_27_31 1
    node_27 pair_27_35 1
    node_27 pair_27_36 1
    node_27 pair_27_37 1
    node_28 obj 100
    node_28 pair_1_28 1
    node_28 pair_7_28 1
    node_28 pair_11_28 1
    node_28 pair_13_28 1
    node_28 pair_14_28 1
    node_28 pair_22_28 1
    node_28 pair_28_32 1
    node_28 pair_28_33 1
    node_28 pair_28_36 1
    node_28 pair_28_37 1
    node_29 obj 100
    node_29 pair_1_29 1
    node_29 pair_3_29 1
    node_29 pair_4_29 1
    node_29 pair_6_29 1
    node_29 pair_12_29 1
    node_29 pair_14_29 1
    node_29 pair_15_29 1
    node_29 pair_25_29 1
    node_29 pair_27_29 1
    node_29 pair_29_30 1
    node_30 obj 100
    node_30 pair_1_30 1
    node_30 pair_2_30 1
    node_30 pair_3_30 1
    node_30 pair_7_30 1
    node_30 pair_11_30 1
    node_30 pair_12_30 1
    node_30 pair_15_30 1
    node_30 pair_21_30 1
    node_30 pair_23_30 1
    node_30 pair_25_30 1
    node_30 pair_26_30 1
    node_30 pair_29_30 1
    node_30 pair_30_32 1
    node_30 pair_30_35 1
    node_30 pair_30_36 1
    node_30 pair_30_37 1
    node_30 pair_30_39 1
    node_31 obj 100
    node_31 pair_2_31 1
    node_31 pair_11_31 1
    node_31 pair_14_31 1
    node_31 pair_19_31 1
    node_31 pair_23_31 1
    node_31 pair_25_31 1
    node_31 pair_27_31 1
    node_31 pair_31_36 1
    node_31 pair_31_37 1
    node_32 obj 100
    node_32 pair_3_32 1
    node_32 pair_16_32 1
    node_32 pair_24_32 1
    node_32 pair_26_32 1
    node_32 pair_28_32 1
    node_32 pair_30_32 1
    node_32 pair_32_34 1
    node_33 obj 100
    node_33 pair_4_33 1
    node_33 pair_5_33 1
    node_33 pair_8_33 1
    node_33 pair_9_33 1
    node_33 pair_13_33 1
    node_33 pair_16_33 1
    node_33 pair_19_33 1
    node_33 pair_20_33 1
    node_33 pair_22_33 1
    node_33 pair_23_33 1
    node_33 pair_28_33 1
    node_33 pair_33_36 1
    node_34 obj 100
    node_34 pair_1_34 1
    node_34 pair_4_34 1
    node_34 pair_16_34 1
    node_34 pair_17_34 1
    node_34 pair_19_34 1
    node_34 pair_20_34 1
    node_34 pair_22_34 1
    node_34 pair_32_34 1
    node_34 pair_34_37 1
    node_34 pair_34_39 1
    node_35 obj 100
    node_35 pair_5_35 1
    node_35 pair_12_35 1
    node_35 pair_14_35 1
    node_35 pair_16_35 1
    node_35 pair_17_35 1
    node_35 pair_18_35 1
    node_35 pair_21_35 1
    node_35 pair_26_35 1
    node_35 pair_27_35 1
    node_35 pair_30_35 1
    node_36 obj 100
    node_36 pair_2_36 1
    node_36 pair_3_36 1
    node_36 pair_4_36 1
    node_36 pair_6_36 1
    node_36 pair_10_36 1
    node_36 pair_12_36 1
    node_36 pair_13_36 1
    node_36 pair_14_36 1
    node_36 pair_18_36 1
    node_36 pair_23_36 1
    node_36 pair_24_36 1
    node_36 pair_26_36 1
    node_36 pair_27_36 1
    node_36 pair_28_36 1
    node_36 pair_30_36 1
    node_36 pair_31_36 1
    node_36 pair_33_36 1
    node_36 pair_36_37 1
    node_37 obj 100
    node_37 pair_2_37 1
    node_37 pair_8_37 1
    node_37 pair_9_37 1
    node_37 pair_10_37 1
    node_37 pair_17_37 1
    node_37 pair_23_37 1
    node_37 pair_25_37 1
    node_37 pair_27_37 1
    node_37 pair_28_37 1
    node_37 pair_30_37 1
    node_37 pair_31_37 1
    node_37 pair_34_37 1
    node_37 pair_36_37 1
    node_38 obj 100
    node_38 pair_1_38 1
    node_38 pair_6_38 1
    node_38 pair_10_38 1
    node_38 pair_16_38 1
    node_38 pair_19_38 1
    node_38 pair_22_38 1
    node_38 pair_23_38 1
    node_39 obj 100
    node_39 pair_3_39 1
    node_39 pair_6_39 1
    node_39 pair_10_39 1
    node_39 pair_12_39 1
    node_39 pair_13_39 1
    node_39 pair_21_39 1
    node_39 pair_22_39 1
    node_39 pair_23_39 1
    node_39 pair_24_39 1
    node_39 pair_26_39 1
    node_39 pair_30_39 1
    node_39 pair_34_39 1
    edge_0_8 obj -54
    edge_0_8 pair_0_8 -1
    edge_0_9 obj -34
    edge_0_9 pair_0_9 -1
    edge_0_11 obj -44
    edge_0_11 pair_0_11 -1
    edge_0_14 obj -54
    edge_0_14 pair_0_14 -1
    edge_0_17 obj -53
    edge_0_17 pair_0_17 -1
    edge_0_19 obj -50
    edge_0_19 pair_0_19 -1
    edge_0_24 obj -43
    edge_0_24 pair_0_24 -1
    edge_0_26 obj -54
    edge_0_26 pair_0_26 -1
    edge_1_4 obj -41
    edge_1_4 pair_1_4 -1
    edge_1_6 obj -49
    edge_1_6 pair_1_6 -1
    edge_1_9 obj -46
    edge_1_9 pair_1_9 -1
    edge_1_13 obj -39
    edge_1_13 pair_1_13 -1
    edge_1_23 obj -36
    edge_1_23 pair_1_23 -1
    edge_1_28 obj -45
    edge_1_28 pair_1_28 -1
    edge_1_29 obj -39
    edge_1_29 pair_1_29 -1
    edge_1_30 obj -45
    edge_1_30 pair_1_30 -1
    edge_1_34 obj -51
    edge_1_34 pair_1_34 -1
    edge_1_38 obj -54
    edge_1_38 pair_1_38 -1
    edge_2_5 obj -53
    edge_2_5 pair_2_5 -1
    edge_2_7 obj -45
    edge_2_7 pair_2_7 -1
    edge_2_10 obj -31
    edge_2_10 pair_2_10 -1
    edge_2_16 obj -35
    edge_2_16 pair_2_16 -1
    edge_2_20 obj -51
    edge_2_20 pair_2_20 -1
    edge_2_30 obj -47
    edge_2_30 pair_2_30 -1
    edge_2_31 obj -54
    edge_2_31 pair_2_31 -1
    edge_3_17 obj -44
    edge_3_17 pair_3_17 -1
    edge_3_21 obj -43
    edge_3_21 pair_3_21 -1
    edge_3_22 obj -37
    edge_3_22 pair_3_22 -1
    edge_3_25 obj -31
    edge_3_25 pair_3_25 -1
    edge_3_29 obj -34
    edge_3_29 pair_3_29 -1
    edge_3_32 obj -50
    edge_3_32 pair_3_32 -1
    edge_3_36 obj -47
    edge_3_36 pair_3_36 -1
    edge_3_39 obj -37
    edge_3_39 pair_3_39 -1
    edge_4_13 obj -40
    edge_4_13 pair_4_13 -1
    edge_4_14 obj -49
    edge_4_14 pair_4_14 -1
    edge_4_16 obj -41
    edge_4_16 pair_4_16 -1
    edge_4_19 obj -41
    edge_4_19 pair_4_19 -1
    edge_4_21 obj -38
    edge_4_21 pair_4_21 -1
    edge_4_22 obj -49
    edge_4_22 pair_4_22 -1
    edge_4_33 obj -56
    edge_4_33 pair_4_33 -1
    edge_4_36 obj -37
    edge_4_36 pair_4_36 -1
    edge_5_14 obj -38
    edge_5_14 pair_5_14 -1
    edge_5_20 obj -44
    edge_5_20 pair_5_20 -1
    edge_5_23 obj -35
    edge_5_23 pair_5_23 -1
    edge_5_27 obj -45
    edge_5_27 pair_5_27 -1
    edge_5_33 obj -56
    edge_5_33 pair_5_33 -1
    edge_5_35 obj -48
    edge_5_35 pair_5_35 -1
    edge_6_13 obj -34
    edge_6_13 pair_6_13 -1
    edge_6_29 obj -36
    edge_6_29 pair_6_29 -1
    edge_6_36 obj -32
    edge_6_36 pair_6_36 -1
    edge_6_38 obj -58
    edge_6_38 pair_6_38 -1
    edge_7_9 obj -40
    edge_7_9 pair_7_9 -1
    edge_7_12 obj -38
    edge_7_12 pair_7_12 -1
    edge_7_13 obj -55
    edge_7_13 pair_7_13 -1
    edge_7_23 obj -39
    edge_7_23 pair_7_23 -1
    edge_7_24 obj -36
    edge_7_24 pair_7_24 -1
    edge_7_26 obj -37
    edge_7_26 pair_7_26 -1
    edge_7_28 obj -41
    edge_7_28 pair_7_28 -1
    edge_7_30 obj -32
    edge_7_30 pair_7_30 -1
    edge_8_17 obj -49
    edge_8_17 pair_8_17 -1
    edge_8_19 obj -42
    edge_8_19 pair_8_19 -1
    edge_8_21 obj -59
    edge_8_21 pair_8_21 -1
    edge_8_26 obj -53
    edge_8_26 pair_8_26 -1
    edge_8_33 obj -41
    edge_8_33 pair_8_33 -1
    edge_8_37 obj -51
    edge_8_37 pair_8_37 -1
    edge_9_12 obj -54
    edge_9_12 pair_9_12 -1
    edge_9_14 obj -35
    edge_9_14 pair_9_14 -1
    edge_9_16 obj -34
    edge_9_16 pair_9_16 -1
    edge_9_17 obj -34
    edge_9_17 pair_9_17 -1
    edge_9_22 obj -31
    edge_9_22 pair_9_22 -1
    edge_9_33 obj -39
    edge_9_33 pair_9_33 -1
    edge_9_37 obj -53
    edge_9_37 pair_9_37 -1
    edge_10_13 obj -53
    edge_10_13 pair_10_13 -1
    edge_10_15 obj -41
    edge_10_15 pair_10_15 -1
    edge_10_25 obj -44
    edge_10_25 pair_10_25 -1
    edge_10_37 obj -53
    edge_10_37 pair_10_37 -1
    edge_10_38 obj -57
    edge_10_38 pair_10_38 -1
    edge_11_13 obj -38
    edge_11_13 pair_11_13 -1
    edge_11_14 obj -49
    edge_11_14 pair_11_14 -1
    edge_11_15 obj -47
    edge_11_15 pair_11_15 -1
    edge_11_23 obj -48
    edge_11_23 pair_11_23 -1
    edge_11_26 obj -54
    edge_11_26 pair_11_26 -1
    edge_11_27 obj -53
    edge_11_27 pair_11_27 -1
    edge_11_30 obj -41
    edge_11_30 pair_11_30 -1
    edge_11_31 obj -52
    edge_11_31 pair_11_31 -1
    edge_12_15 obj -31
    edge_12_15 pair_12_15 -1
    edge_12_17 obj -40
    edge_12_17 pair_12_17 -1
    edge_12_18 obj -36
    edge_12_18 pair_12_18 -1
    edge_12_22 obj -37
    edge_12_22 pair_12_22 -1
    edge_12_29 obj -57
    edge_12_29 pair_12_29 -1
    edge_12_30 obj -43
    edge_12_30 pair_12_30 -1
    edge_12_35 obj -32
    edge_12_35 pair_12_35 -1
    edge_12_39 obj -44
    edge_12_39 pair_12_39 -1
    edge_13_22 obj -32
    edge_13_22 pair_13_22 -1
    edge_13_28 obj -34
    edge_13_28 pair_13_28 -1
    edge_13_36 obj -41
    edge_13_36 pair_13_36 -1
    edge_13_39 obj -43
    edge_13_39 pair_13_39 -1
    edge_14_22 obj -36
    edge_14_22 pair_14_22 -1
    edge_14_28 obj -49
    edge_14_28 pair_14_28 -1
    edge_14_29 obj -44
    edge_14_29 pair_14_29 -1
    edge_14_31 obj -34
    edge_14_31 pair_14_31 -1
    edge_14_35 obj -54
    edge_14_35 pair_14_35 -1
    edge_15_18 obj -34
    edge_15_18 pair_15_18 -1
    edge_15_19 obj -40
    edge_15_19 pair_15_19 -1
    edge_15_25 obj -35
    edge_15_25 pair_15_25 -1
    edge_15_30 obj -58
    edge_15_30 pair_15_30 -1
    edge_16_17 obj -38
    edge_16_17 pair_16_17 -1
    edge_16_18 obj -56
    edge_16_18 pair_16_18 -1
    edge_16_20 obj -58
    edge_16_20 pair_16_20 -1
    edge_16_21 obj -36
    edge_16_21 pair_16_21 -1
    edge_16_32 obj -30
    edge_16_32 pair_16_32 -1
    edge_16_33 obj -30
    edge_16_33 pair_16_33 -1
    edge_16_34 obj -35
    edge_16_34 pair_16_34 -1
    edge_16_38 obj -42
    edge_16_38 pair_16_38 -1
    edge_17_20 obj -34
    edge_17_20 pair_17_20 -1
    edge_17_22 obj -58
    edge_17_22 pair_17_22 -1
    edge_17_26 obj -44
    edge_17_26 pair_17_26 -1
    edge_17_34 obj -55
    edge_17_34 pair_17_34 -1
    edge_17_35 obj -30
    edge_17_35 pair_17_35 -1
    edge_18_23 obj -33
    edge_18_23 pair_18_23 -1
    edge_18_26 obj -43
    edge_18_26 pair_18_26 -1
    edge_18_35 obj -34
    edge_18_35 pair_18_35 -1
    edge_18_36 obj -34
    edge_18_36 pair_18_36 -1
    edge_19_21 obj -30
    edge_19_21 pair_19_21 -1
    edge_19_22 obj -38
    edge_19_22 pair_19_22 -1
    edge_19_26 obj -52
    edge_19_26 pair_19_26 -1
    edge_19_31 obj -53
    edge_19_31 pair_19_31 -1
    edge_19_33 obj -45
    edge_19_33 pair_19_33 -1
    edge_19_34 obj -35
    edge_19_34 pair_19_34 -1
    edge_19_38 obj -43
    edge_19_38 pair_19_38 -1
    edge_20_27 obj -48
    edge_20_27 pair_20_27 -1
    edge_20_33 obj -34
    edge_20_33 pair_20_33 -1
    edge_20_34 obj -42
    edge_20_34 pair_20_34 -1
    edge_21_23 obj -54
    edge_21_23 pair_21_23 -1
    edge_21_25 obj -42
    edge_21_25 pair_21_25 -1
    edge_21_30 obj -44
    edge_21_30 pair_21_30 -1
    edge_21_35 obj -54
    edge_21_35 pair_21_35 -1
    edge_21_39 obj -50
    edge_21_39 pair_21_39 -1
    edge_22_26 obj -34
    edge_22_26 pair_22_26 -1
    edge_22_28 obj -48
    edge_22_28 pair_22_28 -1
    edge_22_33 obj -57
    edge_22_33 pair_22_33 -1
    edge_22_39 obj -36
    edge_22_39 pair_22_39 -1
    edge_23_30 obj -56
    edge_23_30 pair_23_30 -1
    edge_23_31 obj -47
    edge_23_31 pair_23_31 -1
    edge_23_33 obj -50
    edge_23_33 pair_23_33 -1
    edge_23_37 obj -39
    edge_23_37 pair_23_37 -1
    edge_23_38 obj -31
    edge_23_38 pair_23_38 -1
    edge_23_39 obj -30
    edge_23_39 pair_23_39 -1
    edge_24_32 obj -49
    edge_24_32 pair_24_32 -1
    edge_24_36 obj -59
    edge_24_36 pair_24_36 -1
    edge_24_39 obj -48
    edge_24_39 pair_24_39 -1
    edge_25_26 obj -40
    edge_25_26 pair_25_26 -1
    edge_25_27 obj -53
    edge_25_27 pair_25_27 -1
    edge_25_29 obj -58
    edge_25_29 pair_25_29 -1
    edge_25_31 obj -36
    edge_25_31 pair_25_31 -1
    edge_25_37 obj -33
    edge_25_37 pair_25_37 -1
    edge_26_27 obj -58
    edge_26_27 pair_26_27 -1
    edge_26_30 obj -31
    edge_26_30 pair_26_30 -1
    edge_26_32 obj -56
    edge_26_32 pair_26_32 -1
    edge_26_35 obj -34
    edge_26_35 pair_26_35 -1
    edge_26_36 obj -33
    edge_26_36 pair_26_36 -1
    edge_26_39 obj -38
    edge_26_39 pair_26_39 -1
    edge_27_29 obj -39
    edge_27_29 pair_27_29 -1
    edge_27_31 obj -39
    edge_27_31 pair_27_31 -1
    edge_27_35 obj -30
    edge_27_35 pair_27_35 -1
    edge_27_36 obj -55
    edge_27_36 pair_27_36 -1
    edge_27_37 obj -54
    edge_27_37 pair_27_37 -1
    edge_28_32 obj -50
    edge_28_32 pair_28_32 -1
    edge_28_33 obj -57
    edge_28_33 pair_28_33 -1
    edge_30_32 obj -58
    edge_30_32 pair_30_32 -1
    edge_30_36 obj -59
    edge_30_36 pair_30_36 -1
    edge_30_37 obj -41
    edge_30_37 pair_30_37 -1
    edge_30_39 obj -48
    edge_30_39 pair_30_39 -1
    edge_32_34 obj -52
    edge_32_34 pair_32_34 -1
    edge_33_36 obj -49
    edge_33_36 pair_33_36 -1
    edge_34_37 obj -53
    edge_34_37 pair_34_37 -1
    edge_34_39 obj -50
    edge_34_39 pair_34_39 -1
    edge_36_37 obj -41
    edge_36_37 pair_36_37 -1
    MARKER1 'MARKER' 'INTEND'
RHS
    RHS pair_0_8 1
    RHS pair_0_9 1
    RHS pair_0_11 1
    RHS pair_0_14 1
    RHS pair_0_17 1
    RHS pair_0_19 1
    RHS pair_0_24 1
    RHS pair_0_26 1
    RHS pair_1_4 1
    RHS pair_1_6 1
    RHS pair_1_9 1
    RHS pair_1_10 1
    RHS pair_1_12 1
    RHS pair_1_13 1
    RHS pair_1_23 1
    RHS pair_1_26 1
    RHS pair_1_28 1
    RHS pair_1_29 1
    RHS pair_1_30 1
    RHS pair_1_34 1
    RHS pair_1_38 1
    RHS pair_2_5 1
    RHS pair_2_7 1
    RHS pair_2_10 1
    RHS pair_2_16 1
    RHS pair_2_19 1
    RHS pair_2_20 1
    RHS pair_2_30 1
    RHS pair_2_31 1
    RHS pair_2_36 1
    RHS pair_2_37 1
    RHS pair_3_17 1
    RHS pair_3_21 1
    RHS pair_3_22 1
    RHS pair_3_25 1
    RHS pair_3_29 1
    RHS pair_3_30 1
    RHS pair_3_32 1
    RHS pair_3_36 1
    RHS pair_3_39 1
    RHS pair_4_13 1
    RHS pair_4_14 1
    RHS pair_4_16 1
    RHS pair_4_19 1
    RHS pair_4_21 1
    RHS pair_4_22 1
    RHS pair_4_29 1
    RHS pair_4_33 1
    RHS pair_4_34 1
    RHS pair_4_36 1
    RHS pair_5_13 1
    RHS pair_5_14 1
    RHS pair_5_18 1
    RHS pair_5_20 1
    RHS pair_5_23 1
    RHS pair_5_27 1
    RHS pair_5_33 1
    RHS pair_5_35 1
    RHS pair_6_13 1
    RHS pair_6_17 1
    RHS pair_6_23 1
    RHS pair_6_29 1
    RHS pair_6_36 1
    RHS pair_6_38 1
    RHS pair_6_39 1
    RHS pair_7_8 1
    RHS pair_7_9 1
    RHS pair_7_12 1
    RHS pair_7_13 1
    RHS pair_7_22 1
    RHS pair_7_23 1
    RHS pair_7_24 1
    RHS pair_7_26 1
    RHS pair_7_28 1
    RHS pair_7_30 1
    RHS pair_8_17 1
    RHS pair_8_18 1
    RHS pair_8_19 1
    RHS pair_8_21 1
    RHS pair_8_26 1
    RHS pair_8_33 1
    RHS pair_8_37 1
    RHS pair_9_12 1
    RHS pair_9_13 1
    RHS pair_9_14 1
    RHS pair_9_16 1
    RHS pair_9_17 1
    RHS pair_9_22 1
    RHS pair_9_27 1
    RHS pair_9_33 1
    RHS pair_9_37 1
    RHS pair_10_12 1
    RHS pair_10_13 1
    RHS pair_10_15 1
    RHS pair_10_18 1
    RHS pair_10_25 1
    RHS pair_10_36 1
    RHS pair_10_37 1
    RHS pair_10_38 1
    RHS pair_10_39 1
    RHS pair_11_13 1
    RHS pair_11_14 1
    RHS pair_11_15 1
    RHS pair_11_17 1
    RHS pair_11_19 1
    RHS pair_11_22 1
    RHS pair_11_23 1
    RHS pair_11_26 1
    RHS pair_11_27 1
    RHS pair_11_28 1
    RHS pair_11_30 1
    RHS pair_11_31 1
    RHS pair_12_15 1
    RHS pair_12_17 1
    RHS pair_12_18 1
    RHS pair_12_22 1
    RHS pair_12_23 1
    RHS pair_12_29 1
    RHS pair_12_30 1
    RHS pair_12_35 1
    RHS pair_12_36 1
    RHS pair_12_39 1
    RHS pair_13_22 1
    RHS pair_13_28 1
    RHS pair_13_33 1
    RHS pair_13_36 1
    RHS pair_13_39 1
    RHS pair_14_22 1
    RHS pair_14_28 1
    RHS pair_14_29 1
    RHS pair_14_31 1
    RHS pair_14_35 1
    RHS pair_14_36 1
    RHS pair_15_18 1
    RHS pair_15_19 1
    RHS pair_15_25 1
    RHS pair_15_29 1
    RHS pair_15_30 1
    RHS pair_16_17 1
    RHS pair_16_18 1
    RHS pair_16_20 1
    RHS pair_16_21 1
    RHS pair_16_26 1
    RHS pair_16_32 1
    RHS pair_16_33 1
    RHS pair_16_34 1
    RHS pair_16_35 1
    RHS pair_16_38 1
    RHS pair_17_18 1
    RHS pair_17_20 1
    RHS pair_17_22 1
    RHS pair_17_26 1
    RHS pair_17_34 1
    RHS pair_17_35 1
    RHS pair_17_37 1
    RHS pair_18_23 1
    RHS pair_18_26 1
    RHS pair_18_35 1
    RHS pair_18_36 1
    RHS pair_19_21 1
    RHS pair_19_22 1
    RHS pair_19_23 1
    RHS pair_19_26 1
    RHS pair_19_31 1
    RHS pair_19_33 1
    RHS pair_19_34 1
    RHS pair_19_38 1
    RHS pair_20_27 1
    RHS pair_20_33 1
    RHS pair_20_34 1
    RHS pair_21_23 1
    RHS pair_21_25 1
    RHS pair_21_30 1
    RHS pair_21_35 1
    RHS pair_21_39 1
    RHS pair_22_26 1
    RHS pair_22_28 1
    RHS pair_22_33 1
    RHS pair_22_34 1
    RHS pair_22_38 1
    RHS pair_22_39 1
    RHS pair_23_30 1
    RHS pair_23_31 1
    RHS pair_23_33 1
    RHS pair_23_36 1
    RHS pair_23_37 1
    RHS pair_23_38 1
    RHS pair_23_39 1
    RHS pair_24_32 1
    RHS pair_24_36 1
    RHS pair_24_39 1
    RHS pair_25_26 1
    RHS pair_25_27 1
    RHS pair_25_29 1
    RHS pair_25_30 1
    RHS pair_25_31 1
    RHS pair_25_37 1
    RHS pair_26_27 1
    RHS pair_26_30 1
    RHS pair_26_32 1
    RHS pair_26_35 1
    RHS pair_26_36 1
    RHS pair_26_39 1
    RHS pair_27_29 1
    RHS pair_27_31 1
    RHS pair_27_35 1
    RHS pair_27_36 1
    RHS pair_27_37 1
    RHS pair_28_32 1
    RHS pair_28_33 1
    RHS pair_28_36 1
    RHS pair_28_37 1
    RHS pair_29_30 1
    RHS pair_30_32 1
    RHS pair_30_35 1
    RHS pair_30_36 1
    RHS pair_30_37 1
    RHS pair_30_39 1
    RHS pair_31_36 1
    RHS pair_31_37 1
    RHS pair_32_34 1
    RHS pair_33_36 1
    RHS pair_34_37 1
    RHS pair_34_39 1
    RHS pair_36_37 1
BOUNDS
 BV BND node_0
 BV BND node_1
 BV BND node_2
 BV BND node_3
 BV BND node_4
 BV BND node_5
 BV BND node_6
 BV BND node_7
 BV BND node_8
 BV BND node_9
 BV BND node_10
 BV BND node_11
 BV BND node_12
 BV BND node_13
 BV BND node_14
 BV BND node_15
 BV BND node_16
 BV BND node_17
 BV BND node_18
 BV BND node_19
 BV BND node_20
 BV BND node_21
 BV BND node_22
 BV BND node_23
 BV BND node_24
 BV BND node_25
 BV BND node_26
 BV BND node_27
 BV BND node_28
 BV BND node_29
 BV BND node_30
 BV BND node_31
 BV BND node_32
 BV BND node_33
 BV BND node_34
 BV BND node_35
 BV BND node_36
 BV BND node_37
 BV BND node_38
 BV BND node_39
 BV BND edge_0_8
 BV BND edge_0_9
 BV BND edge_0_11
 BV BND edge_0_14
 BV BND edge_0_17
 BV BND edge_0_19
 BV BND edge_0_24
 BV BND edge_0_26
 BV BND edge_1_4
 BV BND edge_1_6
 BV BND edge_1_9
 BV BND edge_1_13
 BV BND edge_1_23
 BV BND edge_1_28
 BV BND edge_1_29
 BV BND edge_1_30
 BV BND edge_1_34
 BV BND edge_1_38
 BV BND edge_2_5
 BV BND edge_2_7
 BV BND edge_2_10
 BV BND edge_2_16
 BV BND edge_2_20
 BV BND edge_2_30
 BV BND edge_2_31
 BV BND edge_3_17
 BV BND edge_3_21
 BV BND edge_3_22
 BV BND edge_3_25
 BV BND edge_3_29
 BV BND edge_3_32
 BV BND edge_3_36
 BV BND edge_3_39
 BV BND edge_4_13
 BV BND edge_4_14
 BV BND edge_4_16
 BV BND edge_4_19
 BV BND edge_4_21
 BV BND edge_4_22
 BV BND edge_4_33
 BV BND edge_4_36
 BV BND edge_5_14
 BV BND edge_5_20
 BV BND edge_5_23
 BV BND edge_5_27
 BV BND edge_5_33
 BV BND edge_5_35
 BV BND edge_6_13
 BV BND edge_6_29
 BV BND edge_6_36
 BV BND edge_6_38
 BV BND edge_7_9
 BV BND edge_7_12
 BV BND edge_7_13
 BV BND edge_7_23
 BV BND edge_7_24
 BV BND edge_7_26
 BV BND edge_7_28
 BV BND edge_7_30
 BV BND edge_8_17
 BV BND edge_8_19
 BV BND edge_8_21
 BV BND edge_8_26
 BV BND edge_8_33
 BV BND edge_8_37
 BV BND edge_9_12
 BV BND edge_9_14
 BV BND edge_9_16
 BV BND edge_9_17
 BV BND edge_9_22
 BV BND edge_9_33
 BV BND edge_9_37
 BV BND edge_10_13
 BV BND edge_10_15
 BV BND edge_10_25
 BV BND edge_10_37
 BV BND edge_10_38
 BV BND edge_11_13
 BV BND edge_11_14
 BV BND edge_11_15
 BV BND edge_11_23
 BV BND edge_11_26
 BV BND edge_11_27
 BV BND edge_11_30
 BV BND edge_11_31
 BV BND edge_12_15
 BV BND edge_12_17
 BV BND edge_12_18
 BV BND edge_12_22
 BV BND edge_12_29
 BV BND edge_12_30
 BV BND edge_12_35
 BV BND edge_12_39
 BV BND edge_13_22
 BV BND edge_13_28
 BV BND edge_13_36
 BV BND edge_13_39
 BV BND edge_14_22
 BV BND edge_14_28
 BV BND edge_14_29
 BV BND edge_14_31
 BV BND edge_14_35
 BV BND edge_15_18
 BV BND edge_15_19
 BV BND edge_15_25
 BV BND edge_15_30
 BV BND edge_16_17
 BV BND edge_16_18
 BV BND edge_16_20
 BV BND edge_16_21
 BV BND edge_16_32
 BV BND edge_16_33
 BV BND edge_16_34
 BV BND edge_16_38
 BV BND edge_17_20
 BV BND edge_17_22
 BV BND edge_17_26
 BV BND edge_17_34
 BV BND edge_17_35
 BV BND edge_18_23
 BV BND edge_18_26
 BV BND edge_18_35
 BV BND edge_18_36
 BV BND edge_19_21
 BV BND edge_19_22
 BV BND edge_19_26
 BV BND edge_19_31
 BV BND edge_19_33
 BV BND edge_19_34
 BV BND edge_19_38
 BV BND edge_20_27
 BV BND edge_20_33
 BV BND edge_20_34
 BV BND edge_21_23
 BV BND edge_21_25
 BV BND edge_21_30
 BV BND edge_21_35
 BV BND edge_21_39
 BV BND edge_22_26
 BV BND edge_22_28
 BV BND edge_22_33
 BV BND edge_22_39
 BV BND edge_23_30
 BV BND edge_23_31
 BV BND edge_23_33
 BV BND edge_23_37
 BV BND edge_23_38
 BV BND edge_23_39
 BV BND edge_24_32
 BV BND edge_24_36
 BV BND edge_24_39
 BV BND edge_25_26
 BV BND edge_25_27
 BV BND edge_25_29
 BV BND edge_25_31
 BV BND edge_25_37
 BV BND edge_26_27
 BV BND edge_26_30
 BV BND edge_26_32
 BV BND edge_26_35
 BV BND edge_26_36
 BV BND edge_26_39
 BV BND edge_27_29
 BV BND edge_27_31
 BV BND edge_27_35
 BV BND edge_27_36
 BV BND edge_27_37
 BV BND edge_28_32
 BV BND edge_28_33
 BV BND edge_30_32
 BV BND edge_30_36
 BV BND edge_30_37
 BV BND edge_30_39
 BV BND edge_32_34
 BV BND edge_33_36
 BV BND edge_34_37
 BV BND edge_34_39
 BV BND edge_36_37
ENDATA
